package io.orchagent.billing;

import static io.orchagent.testing.TestCredits.balance;
import static io.orchagent.testing.TestCredits.give;
import static io.orchagent.testing.TestCredits.held;
import static io.orchagent.testing.TestCredits.history;
import static io.orchagent.testing.TestCredits.sell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PaidCallResourceTest {
  private TestWorkspace author;
  private TestWorkspace caller;

  @BeforeEach
  void fresh() {
    author = TestWorkspace.create();
    caller = TestWorkspace.create();
  }

  private ValidatableResponse call(TestTool tool) {
    return caller.asOwner().body("{}").post(tool.path()).then();
  }

  private ValidatableResponse run(String id) {
    return caller.asOwner().get("/workspaces/" + caller.workspaceId + "/runs/" + id).then();
  }

  private void awaitStatus(String id, String status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> run(id).body("data.status", equalTo(status)));
  }

  private void room(TestWorkspace workspace, int calls) {
    TestWorkspace.asAdministrator()
        .body(Map.of("limits", Map.of("concurrent_calls", calls)))
        .patch("/admin/workspaces/" + workspace.workspaceId)
        .then()
        .statusCode(200);
  }

  @Test
  void the_caller_pays_and_the_author_earns_its_share() {
    TestTool tool = sell(author, 10, "print(1)");
    give(caller, 25);
    String run = call(tool).statusCode(200).extract().path("metadata.run_id");
    assertThat(history(caller)).containsExactly("charge -10 15", "adjustment 25 25");
    assertThat(history(author)).containsExactly("earning 8 8");
    assertThat(held(caller)).isZero();
    run(run).body("data.price_cents", equalTo(10));
    caller
        .asOwner()
        .get("/billing/transactions")
        .then()
        .body("data[0].run_id", equalTo(run))
        .body("data[0].description", equalTo("Call of " + tool.org + "/" + tool.name + " v1"))
        .body("metadata.total", equalTo(2));
    author.asOwner().get("/billing/history").then().body("data[0].run_id", equalTo(null));
    author
        .asOwner()
        .get("/author-usage")
        .then()
        .body("data.total_calls", equalTo(1))
        .body("data.earnings_cents", equalTo(8));
    author.asOwner().get("/author-usage/logs").then().body("data[0].earnings_cents", equalTo(8));
  }

  @Test
  void cents_that_dont_divide_go_to_the_author() {
    give(caller, 8);
    call(sell(author, 1, "print(1)")).statusCode(200);
    call(sell(author, 7, "print(1)")).statusCode(200);
    assertThat(balance(caller)).isZero();
    assertThat(history(author)).containsExactly("earning 6 7", "earning 1 1");
  }

  @Test
  void a_run_that_fails_costs_nothing() {
    TestTool tool = sell(author, 10, "import sys; sys.exit(3)");
    give(caller, 10);
    String run = call(tool).statusCode(502).extract().header("X-Run-Id");
    run(run).body("data.price_cents", equalTo(0));
    assertThat(balance(caller)).isEqualTo(10);
    assertThat(held(caller)).isZero();
    assertThat(balance(author)).isZero();
  }

  @Test
  void without_enough_credits_nothing_runs() {
    TestTool tool = sell(author, 10, "print(1)");
    give(caller, 9);
    call(tool)
        .statusCode(402)
        .body("error.code", equalTo("INSUFFICIENT_CREDITS"))
        .body("error.is_retryable", equalTo(false))
        .body("error.message", containsString("costs 10 cents"));
    assertThat(balance(caller)).isEqualTo(9);
    caller.asOwner().get("/org").then().header("X-RateLimit-Remaining", "1000");
  }

  @Test
  void the_authors_own_calls_are_free() {
    TestTool tool = sell(author, 10, "print(1)");
    author.asOwner().body("{}").post(tool.path()).then().statusCode(200);
    assertThat(history(author)).isEmpty();
  }

  @Test
  void of_fifty_at_once_with_money_for_forty_forty_run() {
    TestTool tool = sell(author, 5, "print(1)");
    give(caller, 200);
    room(caller, 200);
    List<Integer> statuses = Together.statuses(50, i -> call(tool));
    assertThat(Collections.frequency(statuses, 200)).isEqualTo(40);
    assertThat(Collections.frequency(statuses, 402)).isEqualTo(10);
    assertThat(balance(caller)).isZero();
    assertThat(held(caller)).isZero();
    assertThat(balance(author)).isEqualTo(40 * 4);
    assertThat(history(author).stream().filter(line -> line.startsWith("earning 4"))).hasSize(40);
  }

  @Test
  void the_price_of_the_start_holds_for_sent_and_for_queued_calls() {
    TestTool tool = sell(author, 10, "import time\ntime.sleep(2)\nprint(1)");
    give(caller, 100);
    String run = tool.queue(caller);
    assertThat(held(caller)).isEqualTo(10);
    author
        .asOwner()
        .body(Map.of("price_per_call_cents", 50))
        .patch("/agents/" + tool.id)
        .then()
        .statusCode(200);
    awaitStatus(run, "completed");
    assertThat(history(caller)).startsWith("charge -10 90");
    call(tool).statusCode(200);
    assertThat(balance(caller)).isEqualTo(40);
  }

  @Test
  void a_cancelled_run_gives_back_what_it_held() {
    TestTool tool = sell(author, 10, "import time\ntime.sleep(60)");
    give(caller, 10);
    String run = tool.queue(caller);
    assertThat(held(caller)).isEqualTo(10);
    call(tool).statusCode(402);
    caller
        .asOwner()
        .post("/workspaces/" + caller.workspaceId + "/runs/" + run + "/cancel")
        .then()
        .statusCode(202);
    awaitStatus(run, "cancelled");
    assertThat(held(caller)).isZero();
    assertThat(balance(caller)).isEqualTo(10);
  }

  @Test
  void a_repeat_under_the_same_key_is_charged_once() {
    TestTool tool = sell(author, 10, "print(1)");
    give(caller, 30);
    Together.statuses(
        4,
        i -> caller.asOwner().header("Idempotency-Key", "one").body("{}").post(tool.path()).then());
    assertThat(balance(caller)).isEqualTo(20);
  }
}
