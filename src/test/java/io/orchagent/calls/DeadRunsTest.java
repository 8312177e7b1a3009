package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.sandbox.CancelSignal;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeadRunsTest {
  @Inject DeadRuns deadRuns;
  @Inject ServerInstance server;
  @Inject RunsUnderWay underWay;
  @Inject RedisDataSource redis;
  @Inject Sql sql;

  private TestWorkspace caller;

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
  }

  /** A run that began a minute ago, with its lease. */
  private UUID running(UUID serverId, int secondsToDeadline) {
    return running(serverId, secondsToDeadline, "code_runtime");
  }

  private UUID running(UUID serverId, int secondsToDeadline, String engine) {
    UUID run = Ids.newId();
    sql.update(
        """
        insert into run (id, workspace_id, request_id, agent_id, agent_workspace_id, agent,
          version, execution_engine, endpoint, trigger, status, root_run_id, counts_quota,
          server_id, deadline_at, created_at, started_at)
        values (?, ?::uuid, 'r', ?, ?, 'a/b', 'v1', ?, 'run', 'api', 'running', ?,
          true, ?, now() + make_interval(secs => ?), now() - interval '1 minute',
          now() - interval '1 minute')
        """,
        run,
        caller.workspaceId,
        run,
        run,
        engine,
        run,
        serverId,
        secondsToDeadline);
    redis.sortedSet(String.class).zadd(leases(), 4e12, run.toString());
    return run;
  }

  private String leases() {
    return "leases:{" + caller.workspaceId + "}";
  }

  private UUID serverSilentFor(int seconds) {
    UUID id = Ids.newId();
    sql.update(
        """
        insert into server_instance (id, host, heartbeat_at)
        values (?, 'test', now() - make_interval(secs => ?))
        """,
        id,
        seconds);
    return id;
  }

  private ValidatableResponse get(UUID run) {
    return caller.asOwner().get("/workspaces/" + caller.workspaceId + "/runs/" + run).then();
  }

  private boolean hasLease(UUID run) {
    return redis.sortedSet(String.class).zscore(leases(), run.toString()).isPresent();
  }

  @Test
  void a_run_of_a_silent_server_is_ended_and_its_lease_given_back() {
    UUID dead = running(serverSilentFor(25), 60);
    UUID gone = running(Ids.newId(), 60);
    UUID alive = running(serverSilentFor(5), 60);
    deadRuns.endOfSilentServers();
    for (UUID run : List.of(dead, gone)) {
      get(run)
          .body("data.status", equalTo("failed"))
          .body("data.error.code", equalTo("INTERNAL_ERROR"))
          .body("data.completed_at", notNullValue())
          .body("data.duration_ms", notNullValue());
      assertThat(hasLease(run)).isFalse();
    }
    get(alive).body("data.status", equalTo("running"));
    assertThat(hasLease(alive)).isTrue();
  }

  @Test
  void a_run_long_past_its_deadline_is_ended_although_its_server_lives() {
    UUID overdue = running(serverSilentFor(0), -61);
    UUID late = running(serverSilentFor(0), -30);
    deadRuns.endOverdue();
    get(overdue)
        .body("data.status", equalTo("timeout"))
        .body("data.error.code", equalTo("TIMEOUT"));
    get(late).body("data.status", equalTo("running"));
  }

  @Test
  void a_run_that_its_server_no_longer_runs_is_ended() {
    UUID forgotten = running(server.id(), 60);
    UUID held = running(server.id(), 60);
    CancelSignal signal = underWay.enter(held);
    try {
      deadRuns.endForgotten();
      get(forgotten).body("data.status", equalTo("failed"));
      get(held).body("data.status", equalTo("running"));
    } finally {
      underWay.leave(held, signal);
    }
  }

  @Test
  void a_run_that_has_a_trace_gets_its_error_there_behind_what_was_flushed() {
    UUID silent = serverSilentFor(60);
    UUID loop = running(silent, 60, "managed_loop");
    UUID prompt = running(silent, 60, "direct_llm");
    UUID code = running(silent, 60);
    for (int i = 1; i <= 2; i++) {
      sql.update(
          """
          insert into run_trace_event (run_id, workspace_id, sequence_no, event_type, created_at)
          values (?, ?::uuid, ?, 'decision', now())
          """,
          loop,
          caller.workspaceId,
          i);
    }
    deadRuns.endOfSilentServers();
    assertThat(events(loop)).containsExactly("1 decision", "2 decision", "3 error INTERNAL_ERROR");
    assertThat(events(prompt)).containsExactly("1 error INTERNAL_ERROR");
    assertThat(events(code)).isEmpty();
  }

  private List<String> events(UUID run) {
    return sql.list(
        """
        select concat_ws(' ', sequence_no, event_type, payload ->> 'code') as event
        from run_trace_event where run_id = ? order by sequence_no
        """,
        row -> row.text("event"),
        run);
  }

  @Test
  void many_servers_looking_at_once_end_each_run_once() {
    UUID silent = serverSilentFor(60);
    for (int i = 0; i < 250; i++) {
      running(silent, 60);
    }
    Together.run(4, i -> repeatedly());
    assertThat(
            sql.first(
                "select count(*) as n from run where server_id = ? and status = 'running'",
                row -> row.number("n"),
                silent))
        .contains(0L);
  }

  private int repeatedly() {
    int sum = 0;
    for (int i = 0; i < 6; i++) {
      sum += deadRuns.endOfSilentServers();
    }
    return sum;
  }

  @Test
  void this_server_beats() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                sql.first(
                        "select heartbeat_at > now() - interval '6 seconds' as fresh"
                            + " from server_instance where id = ?",
                        row -> row.flag("fresh"),
                        server.id())
                    .orElse(false));
  }
}
