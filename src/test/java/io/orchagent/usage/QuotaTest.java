package io.orchagent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.calls.CallAdmission.Admitted;
import io.orchagent.calls.CallAdmission.Candidate;
import io.orchagent.calls.CallAdmission.Ended;
import io.orchagent.calls.CallAdmission.Guard;
import io.orchagent.calls.CallAdmission.InTransaction;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plan of these tests has 40 calls a day and room for 100 at once. */
@QuarkusTest
class QuotaTest {
  private static final String PLAN = "tight";

  @Inject Quota quota;
  @Inject QuotaCount counts;
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
      boolean inTransaction = attempt % 2 == 1;
      Verdict verdict =
          inTransaction
              ? QuarkusTransaction.requiringNew().call(() -> attempt(run, length, true))
              : attempt(run, length, false);
      if (verdict instanceof InTransaction) {
        continue;
      }
      if (!(verdict instanceof Unready(var preparation))) {
        return verdict;
      }
      preparation.run();
    }
    throw new AssertionError("never ready");
  }

  private Verdict attempt(UUID run, Duration length, boolean inTransaction) {
    Instant now = queries.now();
    Instant deadline = now.plus(length);
    Verdict said = quota.reserve(candidate(run, now, deadline, inTransaction));
    if (said instanceof Admitted(var ignored, var guard, var undo)
        && write(run, now, deadline, guard) == 0) {
      undo.run();
      return new Unready(guard == null ? () -> {} : guard.otherwise());
    }
    return said;
  }

  private Candidate candidate(UUID run, Instant now, Instant deadline, boolean inTransaction) {
    return new Candidate(
        run, workspace, PLAN, "a/b", true, null, Take.BOTH, now, deadline, inTransaction);
  }

  private Verdict call() {
    return call(Ids.newId(), Duration.ofMinutes(1));
  }

  private int write(UUID run, Instant now, Instant deadline, @Nullable Guard guard) {
    List<Object> values =
        new ArrayList<>(List.of(run, workspace, run, workspace, run, deadline, now, now));
    if (guard != null) {
      values.addAll(guard.values());
    }
    return sql.update(
        """
        insert into run (id, workspace_id, request_id, agent_id, agent_workspace_id, agent,
          version, execution_engine, endpoint, trigger, status, root_run_id, counts_quota,
          deadline_at, created_at, started_at)
        select ?, ?, 'r', ?, ?, 'a/b', 'v1', 'code_runtime', 'run', 'api', 'running', ?, true,
          ?, ?, ?
        from (select clock_timestamp() as now) moment
        """
            + (guard == null ? "" : "where " + guard.condition()),
        values.toArray());
  }

  private void end(UUID run) {
    sql.update("update run set status = 'completed' where id = ?", run);
    quota.leave(new Ended(run, workspace, true, false, Instant.now())).run();
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
    Instant now = queries.now();
    quota.reserve(candidate(Ids.newId(), now, now.plusSeconds(60), false));
    // the server dies here: no row
    assertThat(remaining()).isEqualTo(38);
    forget();
    assertThat(remaining()).isEqualTo(39);
  }

  @Test
  void a_step_that_a_count_did_not_see_gets_no_row_and_is_taken_again() {
    call();
    UUID run = Ids.newId();
    Instant now = queries.now();
    Instant deadline = now.plusSeconds(60);
    Verdict stepped = quota.reserve(candidate(run, now, deadline, false));
    forget();
    assertThat(remaining()).isEqualTo(39);
    Admitted admitted = (Admitted) stepped;
    assertThat(admitted.guard()).isNotNull();
    assertThat(write(run, now, deadline, admitted.guard())).isZero();
    admitted.undo().run();
    assertThat(remaining()).isEqualTo(39);
    assertThat(call(run, Duration.ofMinutes(1))).isInstanceOf(Admitted.class);
    assertThat(remaining()).isEqualTo(38);
  }

  @Test
  void a_step_of_another_day_gets_no_row() {
    call();
    UUID run = Ids.newId();
    Instant now = queries.now();
    Guard guard = counts.guard(workspace, new QuotaDay(LocalDate.EPOCH), queries.epoch(workspace));
    assertThat(write(run, now, now.plusSeconds(60), guard)).isZero();
  }

  @Test
  void a_queued_call_that_is_not_queued_gives_its_unit_back_to_the_count_it_took_it_from() {
    call();
    Instant now = queries.now();
    Candidate queued =
        new Candidate(
            Ids.newId(),
            workspace,
            PLAN,
            "a/b",
            true,
            null,
            Take.UNIT,
            now,
            now.plusSeconds(60),
            false);
    Admitted first = (Admitted) quota.reserve(queued);
    first.undo().run();
    assertThat(remaining()).isEqualTo(39);
    Admitted second = (Admitted) quota.reserve(queued);
    forget();
    assertThat(remaining()).isEqualTo(39);
    second.undo().run();
    assertThat(remaining()).isEqualTo(39);
  }

  @Test
  void counting_another_day_leaves_the_count_of_today_alone() {
    call();
    long epoch = queries.epoch(workspace);
    assertThat(counts.rebuild(workspace, new QuotaDay(LocalDate.EPOCH))).isZero();
    assertThat(queries.epoch(workspace)).isEqualTo(epoch);
  }

  @Test
  void what_nobody_knows_to_be_written_is_counted_from_the_rows() {
    UUID written = Ids.newId();
    call(written, Duration.ofMinutes(1));
    Instant now = queries.now();
    quota.doubt(candidate(written, now, now.plusSeconds(60), false));
    assertThat(remaining()).isEqualTo(39);
    UUID lost = Ids.newId();
    quota.reserve(candidate(lost, now, now.plusSeconds(60), false));
    assertThat(remaining()).isEqualTo(38);
    quota.doubt(candidate(lost, now, now.plusSeconds(60), false));
    assertThat(remaining()).isEqualTo(39);
  }

  @Test
  void a_step_whose_answer_was_lost_takes_one_unit_however_often_it_is_asked() {
    UUID run = Ids.newId();
    call(run, Duration.ofMinutes(1));
    Instant now = queries.now();
    quota.reserve(candidate(run, now, now.plusSeconds(60), false));
    quota.reserve(candidate(run, now, now.plusSeconds(60), false));
    assertThat(remaining()).isEqualTo(39);
  }

  @Test
  void units_that_came_back_while_redis_was_away_are_not_refused() {
    Together.run(40, i -> call());
    // counted anew by PostgreSQL alone; what Redis has is of an older epoch
    UUID some =
        sql.first(
                "select id from run where workspace_id = ? limit 1", row -> row.id("id"), workspace)
            .orElseThrow();
    sql.update("update run set counts_quota = false, status = 'failed' where id = ?", some);
    QuarkusTransaction.requiringNew().run(() -> counts.countAnew(workspace));
    assertThat(call()).isInstanceOf(Admitted.class);
    assertThat(call()).isInstanceOf(Refused.class);
  }

  @Test
  void what_is_released_comes_back_once() {
    UUID run = Ids.newId();
    call(run, Duration.ofMinutes(1));
    assertThat(remaining()).isEqualTo(39);
    Ended never = new Ended(run, workspace, true, false, Instant.now());
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
  void a_place_that_a_count_gave_back_to_a_run_that_had_left_is_taken_again() {
    UUID run = Ids.newId();
    call(run, Duration.ofMinutes(1));
    Ended ended = new Ended(run, workspace, true, false, Instant.now());
    quota.leave(ended).run();
    // Counted anew before the end of the run is written
    forget();
    call();
    String leases = "leases:{" + workspace + "}";
    assertThat(redis.sortedSet(String.class).zscore(leases, run.toString())).isPresent();
    sql.update("update run set status = 'completed' where id = ?", run);
    quota.left(ended);
    Awaitility.await()
        .until(() -> redis.sortedSet(String.class).zscore(leases, run.toString()).isEmpty());
    assertThat(redis.sortedSet(String.class).zcard(leases)).isEqualTo(1);
  }

  @Test
  void calls_within_calls_take_nothing_and_plans_without_limits_count_for_a_change_of_plan() {
    Instant now = Instant.now();
    assertThat(
            quota.reserve(
                new Candidate(
                    Ids.newId(),
                    workspace,
                    PLAN,
                    "a/b",
                    false,
                    null,
                    Take.BOTH,
                    now,
                    now.plusSeconds(9),
                    false)))
        .isInstanceOf(Admitted.class);
    assertThat(
            quota.reserve(
                new Candidate(
                    Ids.newId(),
                    workspace,
                    "enterprise",
                    "a/b",
                    true,
                    null,
                    Take.BOTH,
                    now,
                    now.plusSeconds(9),
                    false)))
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
