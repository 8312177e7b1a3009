package io.orchagent.calls.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Inputs and outputs are kept for 30 days here, runs for 90. */
@QuarkusTest
class RunRetentionTest {
  @Inject RunRetention retention;
  @Inject Sql sql;

  private TestWorkspace workspace;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
    for (int days : new int[] {0, 40, 80, 120, 160}) {
      sql.first(
          "select ensure_run_partitions(?::date)", row -> true, today().minusDays(days).toString());
    }
  }

  private static LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC);
  }

  /** A run of that many days ago, with its payload. */
  private UUID run(Duration age, String status) {
    Instant created = Instant.now().minus(age);
    UUID lowest = Ids.lowest(created);
    UUID id =
        new UUID(
            lowest.getMostSignificantBits(),
            lowest.getLeastSignificantBits() | ThreadLocalRandom.current().nextLong(1L << 60));
    sql.update(
        """
        insert into run (id, workspace_id, request_id, agent_id, agent_workspace_id, agent,
          version, execution_engine, endpoint, trigger, status, root_run_id, counts_quota,
          created_at, completed_at)
        values (?, ?::uuid, 'r', ?, ?, 'a/b', 'v1', 'code_runtime', 'run', 'api', ?, ?, true, ?, ?)
        """,
        id,
        workspace.workspaceId,
        id,
        id,
        status,
        id,
        created,
        created);
    sql.update(
        "insert into run_payload (run_id, workspace_id, input, output) values (?, ?::uuid, '1', '2')",
        id,
        workspace.workspaceId);
    sql.update(
        """
        insert into run_trace_event (run_id, workspace_id, sequence_no, event_type, created_at)
        values (?, ?::uuid, 1, 'error', ?), (?, ?::uuid, 2, 'error', ?)
        """,
        id,
        workspace.workspaceId,
        created,
        id,
        workspace.workspaceId,
        created);
    return id;
  }

  private UUID run(int days) {
    return run(Duration.ofDays(days), "completed");
  }

  private ValidatableResponse get(UUID run) {
    return workspace.asOwner().get("/workspaces/" + workspace.workspaceId + "/runs/" + run).then();
  }

  private long events(UUID run) {
    return sql.first(
            "select count(*) as n from run_trace_event where run_id = ?",
            row -> row.number("n"),
            run)
        .orElseThrow();
  }

  private void whole(UUID run) {
    get(run).statusCode(200).body("data.input_data", notNullValue());
    assertThat(events(run)).isEqualTo(2);
  }

  private void withoutPayload(UUID run) {
    get(run)
        .statusCode(200)
        .body("data.input_data", nullValue())
        .body("data.output_data", nullValue())
        .body("data.status", equalTo("completed"));
    assertThat(events(run)).isZero();
  }

  private boolean isThere(String table) {
    return sql.first("select to_regclass(?) is not null as there", r -> r.flag("there"), table)
        .orElseThrow();
  }

  @Test
  void payloads_go_after_thirty_days_and_runs_after_ninety() {
    UUID young = run(29);
    UUID old = run(31);
    UUID older = run(89);
    UUID oldest = run(91);
    retention.sweep();
    whole(young);
    withoutPayload(old);
    withoutPayload(older);
    get(oldest).statusCode(404);
  }

  @Test
  void months_that_are_over_go_with_their_partition_and_the_next_ones_are_there() {
    String month = today().minusDays(130).format(DateTimeFormatter.ofPattern("yyyyMM"));
    UUID oldest = run(130);
    assertThat(isThere("run_" + month)).isTrue();
    retention.sweep();
    assertThat(isThere("run_" + month)).isFalse();
    assertThat(isThere("run_payload_" + month)).isFalse();
    assertThat(isThere("run_trace_event_" + month)).isFalse();
    get(oldest).statusCode(404);
    for (int ahead = 0; ahead <= 2; ahead++) {
      String next = today().plusMonths(ahead).format(DateTimeFormatter.ofPattern("yyyyMM"));
      assertThat(isThere("run_" + next)).isTrue();
      assertThat(isThere("run_payload_" + next)).isTrue();
      assertThat(isThere("run_trace_event_" + next)).isTrue();
    }
  }

  @Test
  void a_workspace_keeps_its_own_for_less() {
    UUID young = run(Duration.ofHours(47), "completed");
    UUID old = run(3);
    UUID gone = run(6);
    TestWorkspace first = workspace;
    workspace = TestWorkspace.create();
    UUID elsewhere = run(6);
    first
        .asOwner()
        .body(Map.of("payload_retention_days", 2, "run_retention_days", 5))
        .patch("/workspaces/" + first.workspaceId)
        .then()
        .statusCode(200);
    retention.sweep();
    whole(elsewhere);
    workspace = first;
    whole(young);
    withoutPayload(old);
    get(gone).statusCode(404);
  }

  @Test
  void with_the_runs_their_payloads_go() {
    UUID gone = run(4);
    workspace
        .asOwner()
        .body(Map.of("run_retention_days", 3))
        .patch("/workspaces/" + workspace.workspaceId)
        .then()
        .statusCode(200);
    retention.sweep();
    get(gone).statusCode(404);
    assertThat(
            sql.first("select 1 as n from run_payload where run_id = ?", r -> r.number("n"), gone))
        .isEmpty();
  }

  @Test
  void what_waits_keeps_its_input() {
    UUID waiting = run(Duration.ofDays(31), "queued");
    sql.update("insert into queued_call (run_id, credential_kind) values (?, 'API_KEY')", waiting);
    retention.sweep();
    whole(waiting);
    sql.update("delete from queued_call where run_id = ?", waiting);
  }

  @Test
  void several_servers_sweep_thousands_of_rows_at_once() {
    UUID last = run(60);
    sql.update(
        """
        insert into run_payload (run_id, workspace_id, input)
        select overlay(gen_random_uuid()::text placing left(?, 13) from 1 for 13)::uuid, ?::uuid, '1'
        from generate_series(1, 2500)
        """,
        last.toString(),
        workspace.workspaceId);
    Together.run(
        3,
        i -> {
          retention.sweep();
          return true;
        });
    retention.sweep();
    assertThat(
            sql.first(
                "select count(*) as n from run_payload where workspace_id = ?::uuid",
                row -> row.number("n"),
                workspace.workspaceId))
        .contains(0L);
  }
}
