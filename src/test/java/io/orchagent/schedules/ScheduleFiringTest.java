package io.orchagent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of due instants; the database is told what is due, since nobody can wait. */
@QuarkusTest
class ScheduleFiringTest {
  @Inject ScheduleRunner runner;
  @Inject DueQueries due;
  @Inject SchedulePurge purge;
  @Inject Sql sql;

  private TestWorkspace owner;
  private TestTool tool;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
    tool = TestSchedule.tool(owner);
  }

  private TestSchedule schedule(Object... more) {
    return TestSchedule.create(owner, TestSchedule.cron(tool, more));
  }

  /** Its next run was due then; whoever comes first takes it. */
  private Instant dueAgo(TestSchedule schedule, Duration ago) {
    Instant instant = Instant.now().minus(ago).truncatedTo(ChronoUnit.SECONDS);
    dueAt(schedule, instant);
    return instant;
  }

  private void dueAt(TestSchedule schedule, Instant instant) {
    sql.update("update schedule set next_run_at = ? where id = ?::uuid", instant, schedule.id);
  }

  private void awaitTaken(TestSchedule schedule) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              runner.fireAll();
              return sql.first(
                      "select from schedule where id = ?::uuid"
                          + " and (next_run_at is null or next_run_at > now())",
                      row -> true,
                      schedule.id)
                  .isPresent();
            });
  }

  @Test
  void a_due_instant_becomes_one_run_and_the_next_is_set() {
    TestSchedule schedule = schedule("input_data", Map.of("a", 1));
    Instant instant = dueAgo(schedule, Duration.ofSeconds(1));
    awaitTaken(schedule);
    List<Map<String, Object>> runs = schedule.awaitEnded(1);
    assertThat(runs).hasSize(1);
    assertThat(runs.getFirst().get("trigger")).isEqualTo("cron");
    assertThat(runs.getFirst().get("status")).isEqualTo("completed");
    assertThat(runs.getFirst().get("request_id"))
        .isEqualTo("req_" + runs.getFirst().get("id").toString().replace("-", ""));
    schedule
        .get()
        .header("X-RateLimit-Remaining", "999")
        .body("data.total_runs", equalTo(1))
        .body("data.next_run_at", equalTo(schedule.created.getString("data.next_run_at")))
        .body("data.last_run_status", equalTo("completed"));
    // The same instant a second time, as by a server that forgot
    dueAt(schedule, instant);
    awaitTaken(schedule);
    assertThat(schedule.runs()).hasSize(1);
    assertThat(schedule.eventTypes()).containsExactly("triggered", "created");
  }

  @Test
  void after_an_outage_the_newest_instant_fires_and_the_older_ones_are_told() {
    TestSchedule schedule = schedule("cron_expression", "* * * * *");
    Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    dueAt(schedule, minute.minus(Duration.ofMinutes(3)));
    awaitTaken(schedule);
    schedule.patch(Map.of("enabled", false));
    List<Map<String, Object>> events = schedule.events();
    assertThat(events.stream().filter(event -> event.get("type").equals("missed")))
        .hasSizeBetween(3, 4)
        .extracting(event -> event.get("due_at"))
        .contains(minute.minus(Duration.ofMinutes(3)).toString());
    assertThat(schedule.awaitEnded(1)).hasSize(1);
  }

  @Test
  void what_is_older_than_the_grace_does_not_fire() {
    TestSchedule schedule = schedule();
    Instant instant = dueAgo(schedule, Duration.ofMinutes(6));
    awaitTaken(schedule);
    assertThat(schedule.runs()).isEmpty();
    assertThat(schedule.events().getFirst())
        .containsEntry("type", "missed")
        .containsEntry("due_at", instant.toString());
    schedule.get().body("data.last_run_at", nullValue());
  }

  @Test
  void a_long_outage_is_told_shortly() {
    TestSchedule schedule = schedule("cron_expression", "* * * * *");
    dueAt(schedule, Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofDays(3)));
    awaitTaken(schedule);
    schedule.patch(Map.of("enabled", false));
    long missed =
        owner
            .asOwner()
            .get(schedule.path() + "/events?limit=200")
            .jsonPath()
            .getList("data.type")
            .stream()
            .filter("missed"::equals)
            .count();
    assertThat(missed).isEqualTo(101);
  }

  @Test
  void a_run_that_goes_on_is_skipped_over_unless_that_is_allowed() {
    TestSchedule skips = schedule("input_data", Map.of("sleep", 4));
    TestSchedule allows = schedule("input_data", Map.of("sleep", 4), "overlap_policy", "allow");
    for (TestSchedule each : List.of(skips, allows)) {
      dueAgo(each, Duration.ofSeconds(20));
      awaitTaken(each);
      dueAgo(each, Duration.ofSeconds(10));
      awaitTaken(each);
    }
    assertThat(skips.eventTypes()).containsExactly("skipped_overlap", "triggered", "created");
    assertThat(allows.eventTypes()).containsExactly("triggered", "triggered", "created");
    // By hand it starts all the same
    skips.trigger(Map.of()).statusCode(200).body("data.status", equalTo("success"));
    assertThat(allows.awaitEnded(2)).hasSize(2);
    skips.awaitEnded(2);
    dueAgo(skips, Duration.ofSeconds(5));
    awaitTaken(skips);
    assertThat(skips.awaitEnded(3)).hasSize(3);
  }

  @Test
  void the_quota_skips_and_is_no_failure() {
    TestSchedule schedule = schedule();
    TestWorkspace.asAdministrator()
        .body(Map.of("limits", Map.of("queued_calls", 0)))
        .patch("/admin/workspaces/" + owner.workspaceId)
        .then()
        .statusCode(200);
    dueAgo(schedule, Duration.ofSeconds(1));
    awaitTaken(schedule);
    assertThat(schedule.eventTypes()).containsExactly("skipped_quota", "created");
    assertThat(schedule.runs()).isEmpty();
    schedule
        .get()
        .header("X-RateLimit-Remaining", "1000")
        .body("data.consecutive_failures", equalTo(0))
        .body("data.total_runs", equalTo(0));
  }

  @Test
  void an_agent_that_is_gone_disables_its_schedule() {
    TestSchedule cron = schedule();
    TestSchedule hook = TestSchedule.create(owner, TestSchedule.webhook(tool));
    sql.update("update agent set deleted_at = now() where id = ?::uuid", tool.id);
    // What servers remember of versions is forgotten with the next publish
    TestTool.publish(owner, TestTool.tool("other-" + TestWorkspace.unique()));
    dueAgo(cron, Duration.ofSeconds(1));
    awaitTaken(cron);
    cron.get().body("data.enabled", equalTo(false)).body("data.next_run_at", nullValue());
    assertThat(cron.eventTypes()).containsExactly("disabled", "created");
    cron.patch(Map.of("enabled", true)).statusCode(409);
    hook.trigger(Map.of()).statusCode(409);
    hook.get().body("data.enabled", equalTo(false));
    assertThat(hook.eventTypes()).containsExactly("disabled", "created");
  }

  @Test
  void the_provider_that_a_schedule_asks_for_is_asked() {
    TestModel wanted = TestModel.of("anthropic").says("Grüezi", 30, 10).says("Hoi", 30, 10);
    TestModel other = TestModel.of("openai").says("never", 1, 1);
    TestSecrets.set(owner, wanted.secret(), wanted.key);
    TestSecrets.set(owner, other.secret(), other.key);
    TestPrompt agent = TestPrompt.publish(owner, "Say hello");
    TestSchedule schedule =
        TestSchedule.create(
            owner,
            Map.of(
                "agent_id",
                agent.agent.id,
                "type",
                "cron",
                "cron_expression",
                "0 0 1 1 *",
                "provider",
                "anthropic"));
    dueAgo(schedule, Duration.ofSeconds(1));
    awaitTaken(schedule);
    assertThat(schedule.awaitEnded(1).getFirst()).containsEntry("status", "completed");
    schedule
        .trigger(Map.of())
        .statusCode(200)
        .body("data.status", equalTo("success"))
        .body("data.output.result", equalTo("Hoi"));
    assertThat(wanted.seen()).hasSize(2);
    assertThat(other.seen()).isEmpty();
  }

  /** One that always fails when its events are written is left alone; its neighbour is not. */
  @Test
  void what_fails_does_not_keep_the_others_of_its_batch() {
    TestSchedule broken = schedule();
    TestSchedule sound = schedule();
    sql.update(
        "create or replace function break_one() returns trigger language plpgsql as"
            + " $$ begin raise exception 'broken, says the test'; end $$");
    sql.update("drop trigger if exists break_one on schedule_event");
    sql.update(
        "create trigger break_one before insert on schedule_event for each row when (new.schedule_id = '"
            + UUID.fromString(broken.id)
            + "' and new.type = 'triggered') execute function break_one()");
    try {
      Instant instant = Instant.now().minusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
      dueAt(broken, instant);
      dueAt(sound, instant);
      awaitTaken(sound);
      assertThat(sound.awaitEnded(1)).hasSize(1);
      assertThat(broken.runs()).isEmpty();
      broken.get().body("data.next_run_at", equalTo(instant.toString()));
    } finally {
      sql.update("drop trigger break_one on schedule_event");
      broken.patch(Map.of("enabled", false));
    }
    broken.get().header("X-RateLimit-Remaining", "999");
  }

  @Test
  void an_input_that_does_not_fit_is_a_failed_run() {
    TestTool strict =
        TestTool.publish(
            owner,
            Map.of("input_schema", Map.of("type", "object", "required", List.of("city"))),
            Map.of("main.py", "print('{}')"));
    TestSchedule schedule = TestSchedule.create(owner, TestSchedule.cron(strict));
    dueAgo(schedule, Duration.ofSeconds(1));
    awaitTaken(schedule);
    Map<String, Object> run = schedule.awaitEnded(1).getFirst();
    assertThat(run.get("status")).isEqualTo("failed");
    assertThat(run.get("error")).extracting("code").isEqualTo("INVALID_INPUT");
    schedule.get().body("data.consecutive_failures", equalTo(1));
    assertThat(schedule.eventTypes()).containsExactly("failed", "triggered", "created");
  }

  @Test
  void a_run_whose_server_died_counts_as_a_failure_and_is_not_run_again() {
    TestSchedule schedule = schedule("input_data", Map.of("sleep", 50));
    schedule.trigger(Map.of("fail", true)).statusCode(200);
    dueAgo(schedule, Duration.ofSeconds(1));
    awaitTaken(schedule);
    String run = (String) schedule.runs().getFirst().get("id");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> schedule.runs().getFirst().get("status").equals("running"));
    sql.update(
        "update run set server_id = ? where id = ?::uuid and status = 'running'",
        UUID.randomUUID(),
        run);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> schedule.runs().getFirst().get("status").equals("failed"));
    schedule
        .get()
        .body("data.consecutive_failures", equalTo(2))
        .body("data.last_run_status", equalTo("failed"));
    assertThat(schedule.runs()).hasSize(2);
    assertThat(schedule.events().getFirst()).containsEntry("type", "failed");
  }

  @Test
  void a_cancelled_run_neither_counts_nor_ends_a_streak() {
    TestSchedule schedule = schedule("input_data", Map.of("sleep", 50));
    schedule.trigger(Map.of("fail", true)).statusCode(200);
    dueAgo(schedule, Duration.ofSeconds(1));
    awaitTaken(schedule);
    owner
        .asOwner()
        .post(
            "/workspaces/"
                + owner.workspaceId
                + "/runs/"
                + schedule.runs().getFirst().get("id")
                + "/cancel")
        .then()
        .statusCode(202);
    schedule.awaitEnded(2);
    schedule
        .get()
        .body("data.last_run_status", equalTo("cancelled"))
        .body("data.consecutive_failures", equalTo(1));
  }

  /** Both look at the same ones at the same moment: each is taken once. */
  @Test
  void many_claimers_take_each_instant_once() {
    List<TestSchedule> all =
        IntStream.range(0, 10).mapToObj(i -> schedule("max_consecutive_failures", 100)).toList();
    sql.update(
        "update schedule set next_run_at = now() where workspace_id = ?::uuid", owner.workspaceId);
    Together.run(6, i -> runner.fireAll());
    all.forEach(this::awaitTaken);
    all.forEach(each -> assertThat(each.awaitEnded(1)).hasSize(1));
  }

  @Test
  void what_is_not_due_is_not_looked_at() {
    schedule();
    List<String> plan =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  // A table of a few rows is read whole, whatever indexes there are
                  sql.update("set local enable_seqscan = off");
                  return sql.list(
                      "explain " + DueQueries.CLAIM,
                      row -> row.text("QUERY PLAN"),
                      new UUID[] {UUID.randomUUID()},
                      100);
                });
    assertThat(plan)
        .anyMatch(line -> line.contains("schedule_due"))
        .anyMatch(line -> line.contains("Index Cond: (next_run_at <= statement_timestamp())"))
        .noneMatch(line -> line.contains("Seq Scan on schedule"));
    assertThat(due.outlook().now()).isNotNull();
  }

  @Test
  void old_events_and_firings_are_deleted() {
    TestSchedule schedule = schedule();
    sql.update(
        "update schedule_event set created_at = now() - interval '91 days' where schedule_id = ?::uuid",
        schedule.id);
    sql.update(
        "insert into schedule_firing values (?::uuid, now() - interval '91 days'), (?::uuid, now())",
        schedule.id,
        schedule.id);
    purge.purge();
    assertThat(schedule.events()).isEmpty();
    assertThat(
            sql.list(
                "select due_at from schedule_firing where schedule_id = ?::uuid",
                row -> true,
                schedule.id))
        .hasSize(1);
  }
}
