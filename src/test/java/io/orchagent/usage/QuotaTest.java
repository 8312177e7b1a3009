package io.orchagent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.calls.CallAdmission.Admitted;
import io.orchagent.calls.CallAdmission.Candidate;
import io.orchagent.calls.CallAdmission.Ended;
import io.orchagent.calls.CallAdmission.Refused;
import io.orchagent.calls.CallAdmission.Take;
import io.orchagent.calls.CallAdmission.Unready;
import io.orchagent.calls.CallAdmission.Verdict;
import io.orchagent.platform.http.QuotaView;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plan of these tests has 40 calls a day and room for 100 at once. */
@QuarkusTest
class QuotaTest {
  private static final String PLAN = "tight";

  @Inject Quota quota;
  @Inject QuotaQueries queries;
  @Inject RedisHealth health;
  @Inject RedisDataSource redis;
  @Inject Sql sql;

  private UUID workspace;

  @BeforeEach
  void fresh() {
    workspace = UUID.fromString(TestWorkspace.create().workspaceId);
  }

  /** What a call does: reserve and write the start row, again when that was not ready. */
  private Verdict call(UUID run, Duration length) {
    for (int attempt = 0; attempt < 20; attempt++) {
      Verdict verdict =
          QuarkusTransaction.requiringNew()
              .call(
                  () -> {
                    Instant now = queries.now();
                    Instant deadline = now.plus(length);
                    Verdict said =
                        quota.reserve(
                            new Candidate(run, workspace, PLAN, true, Take.BOTH, now, deadline));
                    if (said instanceof Admitted) {
                      write(run, now, deadline);
                    }
                    return said;
                  });
      if (!(verdict instanceof Unready(var preparation))) {
        return verdict;
      }
      preparation.run();
    }
    throw new AssertionError("never ready");
  }

  private Verdict call() {
    return call(Ids.newId(), Duration.ofMinutes(1));
  }

  private void write(UUID run, Instant now, Instant deadline) {
    sql.update(
        """
        insert into run (id, workspace_id, request_id, agent_id, agent_workspace_id, agent,
          version, execution_engine, endpoint, trigger, status, root_run_id, counts_quota,
          deadline_at, created_at, started_at)
        values (?, ?, 'r', ?, ?, 'a/b', 'v1', 'code_runtime', 'run', 'api', 'running', ?, true,
          ?, ?, ?)
        """,
        run,
        workspace,
        run,
        workspace,
        run,
        deadline,
        now,
        now);
  }

  private void end(UUID run) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              sql.update("update run set status = 'completed' where id = ?", run);
              quota.settle(new Ended(run, workspace, true, Instant.now()));
            });
  }

  private void forget() {
    redis
        .key()
        .del(
            "quota:{" + workspace + "}:" + LocalDate.now(ZoneOffset.UTC),
            "leases:{" + workspace + "}");
  }

  private long remaining() {
    return quota.view(workspace, PLAN).map(QuotaView.Quota::remaining).orElseThrow();
  }

  private static long admitted(List<Verdict> verdicts) {
    return verdicts.stream().filter(Admitted.class::isInstance).count();
  }

  @Test
  void of_seventy_at_once_with_forty_left_exactly_forty_are_admitted() {
    List<Verdict> verdicts = Together.run(70, i -> call());
    assertThat(admitted(verdicts)).isEqualTo(40);
    assertThat(verdicts.stream().filter(Refused.class::isInstance)).hasSize(30);
    assertThat(remaining()).isZero();
  }

  @Test
  void a_redis_that_forgets_in_between_gives_no_second_quota() {
    List<Verdict> verdicts =
        Together.run(
            60,
            i -> {
              if (i % 5 == 0) {
                forget();
              }
              return call();
            });
    assertThat(admitted(verdicts)).isEqualTo(40);
    forget();
    assertThat(call()).isInstanceOf(Refused.class);
    assertThat(remaining()).isZero();
  }

  @Test
  void a_redis_that_comes_and_goes_gives_no_second_quota() {
    List<Verdict> verdicts =
        Together.run(
            60,
            i -> {
              if (i % 7 == 0) {
                health.failed(new IllegalStateException("away, says the test"));
              }
              if (i % 7 == 3) {
                health.answered();
              }
              return call();
            });
    assertThat(admitted(verdicts)).isEqualTo(40);
    health.answered();
    assertThat(call()).isInstanceOf(Refused.class);
    assertThat(remaining()).isZero();
  }

  @Test
  void a_count_of_another_redis_process_is_not_believed() {
    call();
    String key = "quota:{" + workspace + "}:" + LocalDate.now(ZoneOffset.UTC);
    redis.hash(String.class).hset(key, "server", "another");
    redis.hash(String.class).hset(key, "n", "0");
    call();
    assertThat(remaining()).isEqualTo(38);
  }

  @Test
  void a_unit_lost_to_a_crash_comes_back_at_the_next_rebuild() {
    call();
    QuarkusTransaction.begin();
    Instant now = queries.now();
    quota.reserve(
        new Candidate(Ids.newId(), workspace, PLAN, true, Take.BOTH, now, now.plusSeconds(60)));
    // the server dies here: no row
    QuarkusTransaction.rollback();
    assertThat(remaining()).isEqualTo(38);
    forget();
    assertThat(remaining()).isEqualTo(39);
  }

  @Test
  void what_is_released_comes_back_once() {
    UUID run = Ids.newId();
    call(run, Duration.ofMinutes(1));
    assertThat(remaining()).isEqualTo(39);
    Ended never = new Ended(run, workspace, true, Instant.now());
    sql.update("update run set counts_quota = false, status = 'failed' where id = ?", run);
    quota.release(never);
    quota.release(never);
    assertThat(remaining()).isEqualTo(40);
    forget();
    quota.release(never);
    assertThat(remaining()).isEqualTo(40);
  }

  @Test
  void leases_come_back_with_the_end_and_with_the_deadline_and_survive_forgetting() {
    UUID first = Ids.newId();
    call(first, Duration.ofMinutes(1));
    call(Ids.newId(), Duration.ofMillis(1));
    call();
    String leases = "leases:{" + workspace + "}";
    assertThat(redis.sortedSet(String.class).zcard(leases)).isEqualTo(2);
    forget();
    call();
    assertThat(redis.sortedSet(String.class).zcard(leases)).isEqualTo(3);
    end(first);
    assertThat(redis.sortedSet(String.class).zscore(leases, first.toString())).isEmpty();
    assertThat(redis.sortedSet(String.class).zcard(leases)).isEqualTo(2);
  }

  @Test
  void calls_within_calls_take_nothing_and_plans_without_limits_count_for_a_change_of_plan() {
    Instant now = Instant.now();
    assertThat(
            quota.reserve(
                new Candidate(
                    Ids.newId(), workspace, PLAN, false, Take.BOTH, now, now.plusSeconds(9))))
        .isInstanceOf(Admitted.class);
    assertThat(
            quota.reserve(
                new Candidate(
                    Ids.newId(),
                    workspace,
                    "enterprise",
                    true,
                    Take.BOTH,
                    now,
                    now.plusSeconds(9))))
        .isInstanceOf(Admitted.class);
    assertThat(remaining()).isEqualTo(39);
    assertThat(quota.view(workspace, "enterprise")).isEmpty();
  }

  @Test
  void the_refusal_of_the_day_says_until_when() {
    Together.run(40, i -> call());
    Verdict refused = call();
    assertThat(refused).isInstanceOf(Refused.class);
    if (refused instanceof Refused(var refusal)) {
      assertThat(refusal.code()).isEqualTo("RATE_LIMITED");
      assertThat(refusal.retryable()).isTrue();
      assertThat(refusal.retryAfter().orElseThrow())
          .isBetween(Duration.ofSeconds(1), Duration.ofDays(1));
    }
    assertThat(quota.check(workspace, PLAN, Optional.empty())).isPresent();
  }
}
