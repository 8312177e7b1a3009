package io.orchagent;

import static io.orchagent.testing.TestCredits.balance;
import static io.orchagent.testing.TestCredits.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.PackagedApplication;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.restassured.RestAssured;
import io.restassured.response.Response;
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

  /** A column for each table, a table, an index, and what Flyway writes of it. */
  private static final List<String> EXPANSIONS =
      List.of(
          """
          do $$
          declare t regclass;
          begin
            for t in select oid from pg_class where relnamespace = 'public'::regnamespace
                and relkind in ('r', 'p') and not relispartition
                and relname <> 'flyway_schema_history' order by relname loop
              execute format('alter table %s add column to_come text', t);
              commit;
            end loop;
          end $$""",
          "create table to_come (id uuid primary key,"
              + " workspace_id uuid references workspace (id) on delete cascade)",
          "create index to_come_index on run (agent_id, trigger)",
          """
          insert into flyway_schema_history (installed_rank, version, description, type, script,
            installed_by, execution_time, success)
          values (999999, '99990101.0000', 'to come', 'SQL', 'V99990101_0000__to_come.sql', 'x', 1,
            true)""");

  private static void assertServed(Response answer) {
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
  }

  /** Right after a fault a connection that was good may still be used: 503 comes, and stays. */
  private static void awaitNotNow(PackagedApplication server) {
    await().atMost(PATIENCE).untilAsserted(() -> assertNotNow(call(server, "{}")));
  }

  private static void awaitHealth(PackagedApplication server, String status) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> at(server).get("/health").path("status"), equalTo(status));
  }

  private static void assertNotNow(Response answer) {
    answer.then().statusCode(503).body("error.is_retryable", equalTo(true));
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
  }

  @Test
  @Order(1)
  void redis_that_stands_still_or_is_killed_makes_calls_slower_and_nothing_else() {
    redis.freeze();
    try {
      // While Redis goes a call may be told to come again
      awaitServing(left);
      awaitHealth(left, "degraded");
      at(left).get("/health").then().statusCode(200);
    } finally {
      redis.thaw();
    }
    own.killRedis();
    awaitServing(right);
    awaitHealth(left, "ok");
  }

  @Test
  @Order(2)
  void postgresql_that_stands_still_is_away_and_comes_back() throws Exception {
    awaitServing(left);
    postgres.freeze();
    try {
      awaitNotNow(left);
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
      awaitNotNow(right);
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
    await()
        .atMost(PATIENCE)
        .until(() -> at(left).body(said()).post(prompt.path()).statusCode() == 200);
  }

  @Test
  @Order(5)
  void a_server_that_stood_still_writes_nothing_over_what_others_ended() {
    stripe.freeze();
    CompletableFuture<Response> checkout = inBackground(FaultsIT::checkout);
    TestTool due = TestTool.python(caller, PROGRAM);
    schedules(due);
    String tenant = TestWorkspace.unique();
    CompletableFuture<Response> call = running(right, 15, tenant);
    right.pause();
    // While the machine has little to do; they are needed later, and wait until then
    late.cut();
    dark.cut();
    third = server(late, dark);
    next = server(late, dark);
    try {
      String silent =
          "select count(*) from run where error_message like 'The server that ran it%'"
              + " and tenant_id = ?";
      await().atMost(PATIENCE).until(() -> own.number(silent, tenant) == 1);
      assertServed(call(left, "{}"));
    } finally {
      right.resume();
      stripe.thaw();
    }
    Response late = call.join();
    assertThat(late.statusCode()).isGreaterThanOrEqualTo(500);
    assertThat(ended(late)).isEqualTo("failed");
    String fired = "select count(%s) from run where trigger = 'cron' and agent_id = ?::uuid";
    await().atMost(PATIENCE).until(() -> own.number(fired.formatted("*"), due.id) >= SCHEDULES);
    assertThat(own.number(fired.formatted("distinct schedule_id"), due.id)).isEqualTo(SCHEDULES);
    assertThat(own.number(fired.formatted("*"), due.id)).isEqualTo(SCHEDULES);
    // Told that it is not now, or, where Stripe was back before patience ended, where to pay
    Response told = checkout.join();
    if (told.statusCode() != 200) {
      assertNotNow(told);
    }
  }

  /** Due in a moment, and then in the next year. */
  private static void schedules(TestTool due) {
    for (int i = 0; i < SCHEDULES; i++) {
      caller
          .asOwner()
          .body(Map.of("agent_id", due.id, "type", "cron", "cron_expression", "0 0 1 1 *"))
          .post("/workspaces/" + caller.workspaceId + "/schedules")
          .then()
          .statusCode(201);
    }
    own.number(
        "update schedule set next_run_at = clock_timestamp() + interval '1 second'"
            + " where agent_id = ?::uuid",
        due.id);
  }

  private static Response checkout() {
    return at(left).body(Map.of("amount_usd", 10)).post("/billing/checkout").thenReturn();
  }

  @Test
  @Order(6)
  void stripe_that_is_away_costs_nothing() {
    stripe.cut();
    String payments = "select count(*) from ledger_entry where type = 'top_up'";
    long before = own.number(payments);
    try {
      assertNotNow(checkout());
    } finally {
      stripe.restore();
    }
    await().atMost(PATIENCE).until(() -> checkout().statusCode() == 200);
    assertThat(own.number(payments)).isEqualTo(before);
  }

  @Test
  @Order(7)
  void keys_change_under_the_hands_of_two_servers() {
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
    for (int i = 0; i < 12; i++) {
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

  private static List<String> read(int who) {
    List<String> failed = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      for (String list :
          List.of("budgets", "services", "schedules", "secrets", "runs", "budget-alerts")) {
        note(
            failed,
            at(who % 2 == 0 ? left : right).get("/workspaces/" + caller.workspaceId + "/" + list));
      }
      note(failed, at(who % 2 == 0 ? left : right).get("/usage"));
    }
    return failed;
  }

  /** What the next version's migrations may do: add, and let be absent what is added. */
  @Test
  @Order(8)
  void a_newer_version_migrates_under_the_hands_of_two_servers() {
    List<String> before = List.copyOf(load.unexpected());
    caller
        .asOwner()
        .body(Map.of("scope_type", "workspace", "window", "daily", "hard_limit_usd", 1000))
        .post("/workspaces/" + caller.workspaceId + "/budgets")
        .then()
        .statusCode(201);
    // Often enough that statements are prepared
    assertThat(Together.run(8, FaultsIT::read)).allSatisfy(each -> assertThat(each).isEmpty());
    for (String expansion : EXPANSIONS) {
      own.number(expansion);
    }
    assertThat(Together.run(8, FaultsIT::read)).allSatisfy(each -> assertThat(each).isEmpty());
    for (PackagedApplication server : List.of(left, right)) {
      assertServed(call(server, "{}"));
      at(server).body(said()).post(prompt.path()).then().statusCode(200);
      paid(server, TestWorkspace.unique()).then().statusCode(200);
    }
    TestSecrets.set(caller, "EXPANDED", "value");
    assertThat(load.unexpected()).isEqualTo(before);
  }

  /** The one that takes its place is older than the database by then. */
  @Test
  @Order(9)
  void one_that_is_killed_is_replaced_by_one_that_waits_for_postgresql_and_not_for_redis()
      throws Exception {
    CompletableFuture<Response> call = running(right, 60).exceptionally(broken -> null);
    right.kill();
    assertThat(call.join()).isNull();
    for (PackagedApplication server : List.of(third, next)) {
      await().atMost(PATIENCE).until(() -> server.output().contains(WAITS));
    }
    third.terminate();
    third.awaitExit();
    late.restore();
    right = next.awaitReady();
    awaitServing(right);
    dark.restore();
  }

  @Test
  @Order(10)
  void sigterm_lets_calls_end_cancels_what_is_too_long_and_stores_it() throws Exception {
    CompletableFuture<Response> tooLong = running(right, 60);
    CompletableFuture<Response> brief = running(right, 4);
    right.terminate();
    await().atMost(PATIENCE).until(() -> right.management("/q/health/ready").statusCode() == 503);
    brief.join().then().statusCode(200);
    Response cancelled = tooLong.join();
    cancelled.then().statusCode(503).body("error.code", equalTo("UNAVAILABLE"));
    assertThat(right.awaitExit()).isEqualTo(143);
    assertThat(ended(cancelled)).isEqualTo("cancelled");
  }

  @Test
  @Order(11)
  void after_all_that_quotas_runs_and_money_are_exact() throws Exception {
    load.close();
    System.out.println("FaultsIT: " + load.statuses());
    for (String answer : load.unexpected()) {
      System.out.println("FaultsIT: " + answer);
      logged(answer).forEach(System.out::println);
    }
    String open = "select count(*) from run where status in ('queued', 'running')";
    await().atMost(PATIENCE).pollDelay(1, TimeUnit.MILLISECONDS).until(() -> own.number(open) == 0);
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
    await()
        .atMost(PATIENCE)
        .until(() -> at(left).get("/org").header("X-RateLimit-Limit"), equalTo("" + (used + 10)));
    List<Response> answers = Together.run(20, i -> call(left, "{\"sleep\": 0}"));
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200)).hasSize(10);
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 429)).hasSize(10);
    assertThat(load.unexpected())
        .allMatch(answer -> answer.startsWith("prompt") || answer.contains("INTERNAL_ERROR"));
  }
}
