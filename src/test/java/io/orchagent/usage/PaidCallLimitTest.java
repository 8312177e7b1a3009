package io.orchagent.usage;

import static io.orchagent.testing.TestCredits.balance;
import static io.orchagent.testing.TestCredits.give;
import static io.orchagent.testing.TestCredits.held;
import static io.orchagent.testing.TestCredits.sell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.orchagent.testing.TestRedis;
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

/** Calls of paid agents have a limit of the day of their own. */
@QuarkusTest
class PaidCallLimitTest {
  private TestWorkspace caller;
  private TestTool paid;
  private TestTool own;

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
    paid =
        sell(
            TestWorkspace.create(), 10, "import json, sys\nsys.exit(json.load(sys.stdin)['exit'])");
    own =
        TestTool.publish(caller, Map.of("price_per_call_cents", 10), Map.of("main.py", "print(1)"));
    give(caller, 1_000);
    TestWorkspace.asAdministrator()
        .body(Map.of("limits", Map.of("calls_per_day", 2, "paid_calls_per_day", 7)))
        .patch("/admin/workspaces/" + caller.workspaceId)
        .then()
        .statusCode(200);
  }

  private ValidatableResponse pay(int exit) {
    return caller.asOwner().body(Map.of("exit", exit)).post(paid.path()).then();
  }

  private void left(String calls) {
    caller.asOwner().get("/org").then().header("X-RateLimit-Remaining", calls);
  }

  @Test
  void of_ten_at_once_exactly_as_many_run_as_the_day_has_left() {
    List<Integer> statuses = Together.statuses(10, i -> pay(0));
    assertThat(Collections.frequency(statuses, 502) + Collections.frequency(statuses, 200))
        .isEqualTo(7);
    assertThat(Collections.frequency(statuses, 429)).isEqualTo(3);
    assertThat(held(caller)).isZero();
    pay(0)
        .statusCode(429)
        .body("error.code", equalTo("RATE_LIMITED"))
        .body("error.is_retryable", equalTo(true))
        .body("error.message", containsString("7 calls of paid agents"))
        .header("Retry-After", notNullValue());
    left("2");
  }

  /** Nor do ordinary calls use up the paid ones; the author's own are ordinary. */
  @Test
  void a_paid_call_is_none_of_the_quota_whatever_redis_remembers() {
    pay(3).statusCode(502);
    pay(3).statusCode(502);
    assertThat(balance(caller)).isEqualTo(1_000);
    left("2");
    TestRedis.flush();
    left("2");
    caller.asOwner().body("{}").post(own.path()).then().statusCode(200);
    TestRedis.flush();
    caller.asOwner().body("{}").post(own.path()).then().statusCode(200);
    caller.asOwner().body("{}").post(own.path()).then().statusCode(429);
    left("0");
    for (int i = 0; i < 5; i++) {
      pay(3).statusCode(502);
    }
    pay(3).statusCode(429);
    caller.asOwner().get("/usage").then().body("data.calls_today", equalTo(2));
  }

  @Test
  void what_was_queued_and_never_ran_gives_its_unit_back() {
    TestWorkspace.asAdministrator()
        .body(Map.of("limits", Map.of("concurrent_calls", 0, "paid_calls_per_day", 1)))
        .patch("/admin/workspaces/" + caller.workspaceId)
        .then()
        .statusCode(200);
    String run = paid.queue(caller);
    queue().statusCode(429);
    caller
        .asOwner()
        .post("/workspaces/" + caller.workspaceId + "/runs/" + run + "/cancel")
        .then()
        .statusCode(202);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> held(caller) == 0);
    queue().statusCode(202);
    assertThat(held(caller)).isEqualTo(10);
  }

  private ValidatableResponse queue() {
    return caller.asOwner().header("Prefer", "respond-async").body("{}").post(paid.path()).then();
  }
}
