package io.orchagent.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Ten thousand schedules that are due in the same minute, and several that take them. */
@QuarkusTest
class SchedulesScaleTest {
  private static final int WORKSPACES = 10;
  private static final int EACH = 1_000;

  @Inject ScheduleRunner runner;
  @Inject Sql sql;

  /** They wait in the queue: no room is left for a call at any time. */
  private UUID workspace() {
    TestWorkspace owner = TestWorkspace.create();
    TestTool tool = TestSchedule.tool(owner);
    TestWorkspace.asAdministrator()
        .body(
            Map.of(
                "limits",
                Map.of("calls_per_day", 100_000, "queued_calls", 100_000, "concurrent_calls", 0)))
        .patch("/admin/workspaces/" + owner.workspaceId)
        .then()
        .statusCode(200);
    TestSchedule pattern = TestSchedule.create(owner, TestSchedule.cron(tool, "enabled", false));
    sql.update(
        """
        insert into schedule (id, workspace_id, type, agent_id, agent_org, agent_name,
          agent_version, pin_version, cron_expression, timezone, overlap_policy, input, enabled,
          alert_on_failure_count, max_consecutive_failures, alert_secret, created_by)
        select gen_random_uuid(), workspace_id, type, agent_id, agent_org, agent_name,
          agent_version, pin_version, cron_expression, timezone, overlap_policy, input, true,
          alert_on_failure_count, max_consecutive_failures, alert_secret, created_by
        from schedule, generate_series(1, ?) where id = ?::uuid
        """,
        EACH,
        pattern.id);
    return UUID.fromString(owner.workspaceId);
  }

  private long count(String what, List<UUID> workspaces) {
    return sql.first(
            "select count(%s) as n from run where trigger = 'cron' and workspace_id = any(?)"
                .formatted(what),
            row -> row.number("n"),
            (Object) workspaces.toArray(UUID[]::new))
        .orElseThrow();
  }

  @Test
  void each_runs_once() {
    List<UUID> workspaces = new ArrayList<>();
    for (int i = 0; i < WORKSPACES; i++) {
      workspaces.add(workspace());
    }
    sql.update("analyze schedule");
    long began = System.nanoTime();
    sql.update(
        "update schedule set next_run_at = now() where enabled and workspace_id = any(?)",
        (Object) workspaces.toArray(UUID[]::new));
    Together.run(2, i -> runner.fireAll());
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> count("*", workspaces) >= WORKSPACES * EACH);
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "%d schedules became queued runs in %.2f s: %.0f a second%n",
        WORKSPACES * EACH, seconds, WORKSPACES * EACH / seconds);
    assertThat(count("*", workspaces)).isEqualTo(WORKSPACES * EACH);
    assertThat(count("distinct schedule_id", workspaces)).isEqualTo(WORKSPACES * EACH);
    forget(workspaces);
  }

  private void forget(List<UUID> workspaces) {
    Object all = workspaces.toArray(UUID[]::new);
    sql.update("delete from work_item where group_id = any(?)", all);
    sql.update("update run set status = 'cancelled' where workspace_id = any(?)", all);
    sql.update(
        "update schedule set enabled = false, next_run_at = null where workspace_id = any(?)", all);
  }
}
