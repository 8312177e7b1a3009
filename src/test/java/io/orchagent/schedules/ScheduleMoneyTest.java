package io.orchagent.schedules;

import static io.orchagent.testing.TestCredits.balance;
import static io.orchagent.testing.TestCredits.give;
import static io.orchagent.testing.TestCredits.held;
import static io.orchagent.testing.TestCredits.sell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schedules whose runs cost something. */
@QuarkusTest
class ScheduleMoneyTest {
  @Inject ScheduleRunner runner;
  @Inject Sql sql;

  private TestWorkspace author;
  private TestWorkspace owner;
  private TestSchedule schedule;

  @BeforeEach
  void fresh() {
    author = TestWorkspace.create();
    owner = TestWorkspace.create();
    TestTool tool = sell(author, 10, TestSchedule.PROGRAM);
    schedule = TestSchedule.create(owner, TestSchedule.cron(tool));
  }

  private void fire() {
    sql.update("update schedule set next_run_at = now() where id = ?::uuid", schedule.id);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              runner.fireAll();
              return sql.first(
                      "select from schedule where id = ?::uuid and next_run_at > now()",
                      row -> true,
                      schedule.id)
                  .isPresent();
            });
  }

  private void skippedWithoutFailure() {
    assertThat(schedule.eventTypes()).startsWith("skipped_quota");
    schedule.get().body("data.consecutive_failures", equalTo(0));
  }

  @Test
  void a_paid_agent_is_charged_for_each_run_and_skipped_without_credits() {
    give(owner, 10);
    fire();
    assertThat(schedule.awaitEnded(1).getFirst()).containsEntry("status", "completed");
    assertThat(balance(owner)).isZero();
    assertThat(held(owner)).isZero();
    assertThat(balance(author)).isEqualTo(8);
    fire();
    skippedWithoutFailure();
    assertThat(schedule.runs()).hasSize(1);
    schedule.get().body("data.total_runs", equalTo(1));
    give(owner, 10);
    fire();
    schedule.awaitEnded(2);
    assertThat(balance(author)).isEqualTo(16);
  }

  @Test
  void a_budget_that_blocks_skips_and_holds_nothing() {
    give(owner, 100);
    owner
        .asOwner()
        .body(
            Map.of(
                "scope_type",
                "workspace",
                "window",
                "daily",
                "hard_limit_usd",
                "0.10",
                "action_on_hard_limit",
                "block_new_runs"))
        .post("/workspaces/" + owner.workspaceId + "/budgets")
        .then()
        .statusCode(201);
    fire();
    schedule.awaitEnded(1);
    // Which workspaces have such budgets is remembered for two seconds
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                schedule
                    .trigger(Map.of())
                    .statusCode(429)
                    .body("error.code", equalTo("BUDGET_EXCEEDED")));
    fire();
    skippedWithoutFailure();
    assertThat(schedule.runs()).hasSize(1);
    assertThat(balance(owner)).isEqualTo(90);
    assertThat(held(owner)).isZero();
  }
}
