package io.orchagent.billing;

import static io.orchagent.testing.TestCredits.balance;
import static io.orchagent.testing.TestCredits.give;
import static io.orchagent.testing.TestCredits.held;
import static io.orchagent.testing.TestCredits.sell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BudgetResourceTest {
  private TestWorkspace author;
  private TestWorkspace caller;

  @BeforeEach
  void fresh() {
    author = TestWorkspace.create();
    caller = TestWorkspace.create();
  }

  private String path() {
    return "/workspaces/" + caller.workspaceId + "/budgets";
  }

  private ValidatableResponse create(Object... fields) {
    Map<String, Object> body = new HashMap<>(Map.of("scope_type", "workspace", "window", "daily"));
    for (int i = 0; i < fields.length; i += 2) {
      body.put((String) fields[i], fields[i + 1]);
    }
    return caller.asOwner().body(body).post(path()).then();
  }

  private ValidatableResponse call(TestTool tool) {
    return caller.asOwner().body("{}").post(tool.path()).then();
  }

  private ValidatableResponse get(String id) {
    return caller.asOwner().get(path() + "/" + id).then().statusCode(200);
  }

  @Test
  void a_budget_counts_what_was_spent_before_it_and_after_it() {
    TestTool tool = sell(author, 100, "print(1)");
    give(caller, 1_000);
    call(tool).statusCode(200);
    String id =
        create("soft_limit_usd", "4", "hard_limit_usd", "8.00")
            .statusCode(201)
            .body("data.current_spend_usd", equalTo("1.00"))
            .body("data.soft_limit_usd", equalTo("4.00"))
            .body("data.hard_limit_usd", equalTo("8.00"))
            .body("data.action_on_hard_limit", equalTo("alert_only"))
            .body("data.alert_signing_secret", startsWith("whsec_"))
            .extract()
            .path("data.id");
    call(tool).statusCode(200);
    get(id)
        .body("data.current_spend_usd", equalTo("2.00"))
        .body("data.soft_pct", equalTo(50.0f))
        .body("data.hard_pct", equalTo(25.0f))
        .body("data.breached", equalTo(false))
        .body("data.burn_rate_usd_per_day", notNullValue())
        .body("data.alert_signing_secret", nullValue());
  }

  @Test
  void a_hard_limit_stops_new_runs_and_a_higher_one_lets_them_go_on() {
    TestTool tool = sell(author, 100, "print(1)");
    TestTool own = TestTool.python(caller, "print(1)");
    give(caller, 1_000);
    String id =
        create("hard_limit_usd", 2, "action_on_hard_limit", "block_new_runs")
            .statusCode(201)
            .extract()
            .path("data.id");
    call(tool).statusCode(200);
    call(tool).statusCode(200);
    for (TestTool each : List.of(tool, own)) {
      call(each)
          .statusCode(429)
          .body("error.code", equalTo("BUDGET_EXCEEDED"))
          .body("error.is_retryable", equalTo(false))
          .body("error.message", containsString("daily budget of the workspace, 2.00 USD"));
    }
    assertThat(balance(caller)).isEqualTo(800);
    caller
        .asOwner()
        .body(Map.of("hard_limit_usd", "3"))
        .patch(path() + "/" + id)
        .then()
        .statusCode(200);
    call(tool).statusCode(200);
    call(tool).statusCode(429);
  }

  /** The row of a prompt's run is written beside the question: it is stopped all the same. */
  @Test
  void a_hard_limit_stops_the_next_prompt_before_its_model_is_paid_again() {
    TestModel model = TestModel.of("openai").says("one", 40_000, 10_000).says("two", 1, 1);
    TestPrompt prompt = TestPrompt.publish(caller, "Say hello");
    String id =
        create("hard_limit_usd", "0.000001", "action_on_hard_limit", "block_new_runs")
            .statusCode(201)
            .extract()
            .path("data.id");
    prompt.call(caller, TestPrompt.with(model)).statusCode(200);
    get(id).body("data.breached", equalTo(true));
    prompt
        .call(caller, TestPrompt.with(model))
        .statusCode(429)
        .body("error.code", equalTo("BUDGET_EXCEEDED"))
        .body("error.is_retryable", equalTo(false));
    caller.asOwner().get("/usage").then().body("data.total_calls", equalTo(1));
    assertThat(balance(caller)).isZero();
    caller.asOwner().delete(path() + "/" + id).then().statusCode(200);
    prompt.call(caller, TestPrompt.with(model)).statusCode(200);
  }

  @Test
  void a_budget_of_an_agent_stops_that_agent_alone() {
    TestTool dear = sell(author, 100, "print(1)");
    TestTool other = TestTool.python(caller, "print(1)");
    give(caller, 1_000);
    create(
            "scope_type",
            "agent",
            "scope_id",
            dear.id,
            "hard_limit_usd",
            "1",
            "action_on_hard_limit",
            "block_new_runs")
        .statusCode(201)
        .body("data.agent", equalTo(dear.org + "/" + dear.name));
    call(dear).statusCode(200);
    call(dear).statusCode(429);
    call(other).statusCode(200);
  }

  private void limits(int calls) {
    TestWorkspace.asAdministrator()
        .body(Map.of("limits", Map.of("concurrent_calls", calls)))
        .patch("/admin/workspaces/" + caller.workspaceId)
        .then()
        .statusCode(200);
  }

  @Test
  void a_queued_run_that_a_limit_stops_in_the_meantime_does_not_start() {
    TestTool slow = sell(author, 100, "import time\ntime.sleep(2)\nprint(1)");
    give(caller, 1_000);
    limits(1);
    create("hard_limit_usd", "1", "action_on_hard_limit", "block_new_runs").statusCode(201);
    List<String> runs = List.of(slow.queue(caller), slow.queue(caller));
    String all = "/workspaces/" + caller.workspaceId + "/runs?status=";
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                caller
                    .asOwner()
                    .get(all + "failed")
                    .then()
                    .body("data.error.code", equalTo(List.of("BUDGET_EXCEEDED"))));
    caller.asOwner().get(all + "completed").then().body("metadata.total", equalTo(1));
    assertThat(runs).hasSize(2);
    assertThat(balance(caller)).isEqualTo(900);
    assertThat(held(caller)).isZero();
  }

  @Test
  void runs_that_end_while_a_budget_is_made_are_counted_once() {
    TestTool tool = sell(author, 1, "print(1)");
    give(caller, 20);
    limits(50);
    Together.statuses(
        21, i -> i == 10 ? create("hard_limit_usd", "100").statusCode(201) : call(tool));
    caller.asOwner().get(path()).then().body("data[0].current_spend_usd", equalTo("0.20"));
  }

  @Test
  void thresholds_are_told_once_a_window() {
    TestTool tool = sell(author, 100, "print(1)");
    give(caller, 1_000);
    String id = create("soft_limit_usd", "2", "hard_limit_usd", "4").extract().path("data.id");
    call(tool).statusCode(200);
    call(tool).statusCode(200);
    String alerts = "/workspaces/" + caller.workspaceId + "/budget-alerts";
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> caller.asOwner().get(alerts).then().body("metadata.total", equalTo(4)));
    caller
        .asOwner()
        .get(alerts)
        .then()
        .body("data.policy_id", hasItem(id))
        .body(
            "data.findAll{it.threshold_kind=='soft'}.threshold_pct.sort()",
            equalTo(List.of(50, 80, 100)))
        .body("data.findAll{it.threshold_kind=='hard'}.threshold_pct", equalTo(List.of(50)));
  }

  @Test
  void what_is_no_budget_is_refused() {
    create().statusCode(400).body("error.fields.field", hasItem("hard_limit_usd"));
    create("hard_limit_usd", "0").statusCode(400);
    create("hard_limit_usd", "-1").statusCode(400);
    create("hard_limit_usd", "ten").statusCode(400);
    create("hard_limit_usd", "1e3").statusCode(400);
    create("hard_limit_usd", "1000000000000").statusCode(400);
    create("soft_limit_usd", "5", "hard_limit_usd", "5").statusCode(400);
    create("hard_limit_usd", "5", "window", "hourly").statusCode(400);
    create("hard_limit_usd", "5", "scope_type", "agent").statusCode(400);
    create("hard_limit_usd", "5", "scope_type", "agent", "scope_id", author.workspaceId)
        .statusCode(400);
    create("hard_limit_usd", "5", "action_on_hard_limit", "explode").statusCode(400);
    create("hard_limit_usd", "5", "webhook_url", "ftp://a/").statusCode(400);
    caller.asOwner().get(path()).then().body("metadata.total", equalTo(0));
  }

  @Test
  void there_is_one_of_a_scope_and_window() {
    List<Integer> statuses = Together.statuses(4, i -> create("hard_limit_usd", "5"));
    assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409);
    create("hard_limit_usd", "5", "window", "weekly").statusCode(201);
  }

  @Test
  void a_change_keeps_what_it_does_not_name_and_a_deleted_one_is_gone() {
    String id =
        create("soft_limit_usd", "2", "hard_limit_usd", "4", "webhook_url", "https://a.example/x")
            .extract()
            .path("data.id");
    String one = path() + "/" + id;
    Map<String, Object> none = new HashMap<>();
    none.put("soft_limit_usd", null);
    caller
        .asOwner()
        .body(none)
        .patch(one)
        .then()
        .statusCode(200)
        .body("data.soft_limit_usd", nullValue())
        .body("data.hard_limit_usd", equalTo("4.00"))
        .body("data.webhook_url", equalTo("https://a.example/x"));
    none.put("hard_limit_usd", null);
    caller.asOwner().body(none).patch(one).then().statusCode(400);
    caller.asOwner().body(Map.of("soft_limit_usd", "4")).patch(one).then().statusCode(400);
    caller.asOwner().delete(one).then().statusCode(200).body("data.deleted", equalTo(true));
    caller.asOwner().get(one).then().statusCode(404);
    caller.asOwner().delete(one).then().statusCode(404);
  }
}
