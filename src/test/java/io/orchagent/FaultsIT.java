package io.orchagent;

import static io.orchagent.testing.TestCredits.balance;
import static io.orchagent.testing.TestCredits.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.Detour;
import io.orchagent.testing.PackagedApplication;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two servers over one PostgreSQL and one Redis, under a steady load of programs, prompts, queued
 * and paid calls, while one part after the other is killed, stands still or can't be reached. Each
 * test is one fault; the last one stops the load and counts. What docs/faults.md says of it is
 * here.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsIT extends TwoServersUnderLoad {
  private static final int SHARE = 4;
  private static final int SCHEDULES = 20;
  private static final String WAITS = "the start waits for PostgreSQL";

  private static void assertServed(Response answer) {
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
  }

  private static void assertNotNow(Response answer) {
    answer.then().statusCode(503).body("error.is_retryable", equalTo(true));
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
  }

  @Test
  @Order(1)
  void redis_that_stands_still_or_is_killed_makes_calls_slower_and_nothing_else() {
    redis.freeze();
    long asked = System.nanoTime();
    assertServed(call(left, "{}"));
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> at(left).get("/health").path("status").equals("degraded"));
    at(left).get("/health").then().statusCode(200);
    redis.thaw();
    own.killRedis();
    awaitServing(right);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> at(left).get("/health").path("status").equals("ok"));
  }

  @Test
  @Order(2)
  void postgresql_that_stands_still_is_away_and_comes_back() throws Exception {
    awaitServing(left);
    postgres.freeze();
    try {
      long asked = System.nanoTime();
      assertNotNow(call(left, "{}"));
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      System.out.println(
          "FaultsIT: PostgreSQL stands still, told after " + took.toMillis() + " ms");
      at(left).get("/health").then().statusCode(503);
      assertThat(left.management("/q/health/ready").statusCode()).isEqualTo(503);
    } finally {
      postgres.thaw();
    }
    awaitServing(left);
    awaitServing(right);
  }

  @Test
  @Order(3)
  void postgresql_that_is_killed_is_away_and_comes_back_with_all_it_had() throws Exception {
    own.killPostgres();
    postgres.cut();
    try {
      assertNotNow(call(right, "{}"));
      at(right).get("/health").then().statusCode(503);
      assertThat(right.management("/q/health/ready").statusCode()).isEqualTo(503);
    } finally {
      postgres.restore();
    }
    awaitServing(left);
    awaitServing(right);
  }

  @Test
  @Order(4)
  void a_model_that_is_away_fails_its_calls_alone() {
    models.cut();
    try {
      Response answer = at(left).body(said()).post(prompt.path()).thenReturn();
      assertThat(answer.statusCode()).isBetween(502, 504);
      assertThat(ended(answer)).isEqualTo("failed");
      assertServed(call(left, "{}"));
    } finally {
      models.restore();
    }
    at(left).body(said()).post(prompt.path()).then().statusCode(200);
  }

  @Test
  @Order(5)
  void a_server_that_stood_still_writes_nothing_over_what_others_ended() {
    stripe.freeze();
    CompletableFuture<Response> checkout = inBackground(FaultsIT::checkout);
    TestTool due = TestTool.python(caller, PROGRAM);
    schedules(due);
    CompletableFuture<Response> call = running(right, 10);
    right.pause();
    long ran;
    try {
      String silent = "select count(*) from run where error_message like 'The server that ran it%'";
      await().atMost(Duration.ofSeconds(60)).until(() -> own.number(silent) > 0);
      ran = own.number(silent);
      assertServed(call(left, "{}"));
    } finally {
      right.resume();
      stripe.thaw();
    }
    Response late = call.join();
    assertThat(late.statusCode()).isGreaterThanOrEqualTo(500);
    assertThat(ended(late)).isEqualTo("failed");
    String fired = "select count(%s) from run where trigger = 'cron' and agent_id = ?::uuid";
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> own.number(fired.formatted("*"), due.id) >= SCHEDULES);
    assertThat(own.number(fired.formatted("distinct schedule_id"), due.id)).isEqualTo(SCHEDULES);
    assertThat(own.number(fired.formatted("*"), due.id)).isEqualTo(SCHEDULES);
    assertThat(ran).isPositive();
    assertNotNow(checkout.join());
  }

  /** Due in a moment, and then in the next year. */
  private static void schedules(TestTool due) {
    String first =
        caller
            .asOwner()
            .body(Map.of("agent_id", due.id, "type", "cron", "cron_expression", "0 0 1 1 *"))
            .post("/workspaces/" + caller.workspaceId + "/schedules")
            .then()
            .statusCode(201)
            .extract()
            .path("data.id");
    own.number(
        """
        insert into schedule (id, workspace_id, type, agent_id, agent_org, agent_name,
          agent_version, pin_version, cron_expression, timezone, overlap_policy, input, enabled,
          alert_on_failure_count, max_consecutive_failures, alert_secret, created_by, next_run_at)
        select gen_random_uuid(), workspace_id, type, agent_id, agent_org, agent_name,
          agent_version, pin_version, cron_expression, timezone, overlap_policy, input, true,
          alert_on_failure_count, max_consecutive_failures, alert_secret, created_by,
          clock_timestamp() + make_interval(secs => 1 + n / 5)
        from schedule, generate_series(1, ?) n where id = ?::uuid
        """,
        SCHEDULES,
        first);
  }

  private static Response checkout() {
    return at(left).body(Map.of("amount_usd", 10)).post("/billing/checkout").thenReturn();
  }

  @Test
  @Order(6)
  void stripe_that_is_away_costs_nothing() {
    stripe.cut();
    long payments = own.number("select count(*) from ledger_entry where type = 'top_up'");
    assertNotNow(checkout());
    stripe.restore();
    checkout().then().statusCode(200);
    assertThat(own.number("select count(*) from ledger_entry where type = 'top_up'"))
        .isEqualTo(payments);
  }

  @Test
  @Order(7)
  void a_server_that_is_killed_is_replaced() throws Exception {
    CompletableFuture<Response> call = running(right, 30).exceptionally(broken -> null);
    right.kill();
    assertThat(call.join()).isNull();
    right = server(postgres, redis, Map.of()).awaitReady();
    awaitServing(right);
  }

  @Test
  @Order(8)
  void a_server_that_starts_waits_for_postgresql_and_not_for_redis() throws Exception {
    Detour away = Detour.to(own.postgres());
    Detour dark = Detour.to(own.redis());
    away.cut();
    dark.cut();
    third = server(away, dark, Map.of("QUARKUS_SHUTDOWN_TIMEOUT", "10S"));
    PackagedApplication fourth = server(away, dark, Map.of());
    for (PackagedApplication server : List.of(third, fourth)) {
      await().atMost(Duration.ofMinutes(2)).until(() -> server.output().contains(WAITS));
    }
    long asked = System.nanoTime();
    fourth.terminate();
    fourth.awaitExit();
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
    away.restore();
    third.awaitReady();
    assertServed(call(third, "{}"));
    dark.restore();
  }

  @Test
  @Order(9)
  void sigterm_lets_calls_end_cancels_what_is_too_long_and_stores_it() throws Exception {
    CompletableFuture<Response> tooLong = running(third, 60);
    CompletableFuture<Response> brief = running(third, 3);
    third.terminate();
    await()
        .atMost(Duration.ofSeconds(3))
        .until(() -> third.management("/q/health/ready").statusCode() == 503);
    brief.join().then().statusCode(200);
    Response cancelled = tooLong.join();
    cancelled.then().statusCode(503).body("error.code", equalTo("UNAVAILABLE"));
    assertThat(third.awaitExit()).isEqualTo(143);
    assertThat(ended(cancelled)).isEqualTo("cancelled");
  }

  @Test
  @Order(10)
  void the_master_key_changes_under_the_hands_of_two_servers() {
    TestSecrets.set(caller, model.secret(), model.key);
    RestAssured.port = left.port();
    List<List<String>> failed =
        Together.run(9, who -> who == 8 ? rotated() : used(who % 2 == 0 ? left : right, who));
    assertThat(failed).allSatisfy(each -> assertThat(each).isEmpty());
  }

  private static void note(List<String> failed, Response answer) {
    if (answer.statusCode() != 200) {
      failed.add(answer.asString());
    }
  }

  private static List<String> used(PackagedApplication server, int who) {
    List<String> failed = new ArrayList<>();
    Map<String, Object> secret = Map.of("name", "KEPT_" + who, "value", "v" + who);
    for (int i = 0; i < 100; i++) {
      // Its key is what the vault opens for it
      note(failed, at(server).body("{}").post(prompt.path()));
      note(failed, at(server).body(secret).put(TestSecrets.path(caller)));
    }
    return failed;
  }

  /** The master key once, and the workspace's own key again and again. */
  private static List<String> rotated() {
    List<String> failed = new ArrayList<>();
    String own = "/admin/workspaces/" + caller.workspaceId + "/rotate-data-key";
    for (int i = 0; i < 10; i++) {
      note(
          failed,
          TestWorkspace.asAdministrator()
              .post(i == 5 ? "/admin/encryption/rotate-master-key" : own));
    }
    return failed;
  }

  @Test
  @Order(11)
  void after_all_that_quotas_runs_and_money_are_exact() throws Exception {
    load.close();
    System.out.println("FaultsIT: " + load.statuses());
    load.unexpected().forEach(answer -> System.out.println("FaultsIT: " + answer));
    for (PackagedApplication server : List.of(left, right)) {
      server
          .output()
          .lines()
          .filter(line -> line.contains("unexpected failure of"))
          .forEach(line -> System.out.println("FaultsIT: " + line));
    }
    String open = "select count(*) from run where status in ('queued', 'running')";
    await()
        .atMost(Duration.ofSeconds(90))
        .pollDelay(1, TimeUnit.MILLISECONDS)
        .until(() -> own.number(open) == 0);
    String ended = "select count(*) from run where id::text = any(?) and status = 'completed'";
    assertThat(own.number(ended, (Object) load.answered())).isEqualTo(load.answered().length);
    String stored = "select count(*) from run where id::text = any(?) and completed_at is not null";
    assertThat(own.number(stored, (Object) load.queued())).isEqualTo(load.queued().length);

    String charged =
        "select count(*) from run where status = 'completed' and paid and workspace_id = ?::uuid";
    long sales = own.number(charged, caller.workspaceId);
    assertThat(sales).isPositive();
    assertThat(held(caller)).isZero();
    assertThat(balance(caller)).isEqualTo(CREDITS - sales * PRICE);
    assertThat(balance(author)).isEqualTo(sales * SHARE);
    assertThat(own.number("select coalesce(sum(amount_cents), 0) from ledger_entry")).isZero();

    long used =
        own.number(
            "select count(*) from run where counts_quota and not paid and workspace_id = ?::uuid",
            caller.workspaceId);
    TestWorkspace.asAdministrator()
        .body(Map.of("limits", Map.of("calls_per_day", used + 10)))
        .patch("/admin/workspaces/" + caller.workspaceId)
        .then()
        .statusCode(200);
    for (PackagedApplication server : List.of(left, right)) {
      await()
          .until(
              () -> at(server).get("/org").header("X-RateLimit-Limit"), equalTo("" + (used + 10)));
    }
    List<Response> answers =
        Together.run(20, i -> call(i % 2 == 0 ? left : right, "{\"sleep\": 0}"));
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200)).hasSize(10);
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 429)).hasSize(10);
    assertThat(load.unexpected())
        .allMatch(answer -> answer.startsWith("prompt") || answer.contains("INTERNAL_ERROR"));
  }
}
