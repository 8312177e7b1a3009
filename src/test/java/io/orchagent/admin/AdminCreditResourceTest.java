package io.orchagent.admin;

import static io.orchagent.testing.TestCredits.adjust;
import static io.orchagent.testing.TestCredits.balance;
import static io.orchagent.testing.TestCredits.history;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdminCreditResourceTest {
  private TestWorkspace workspace;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
  }

  private ValidatableResponse adjustOnce(int cents, String key) {
    return TestWorkspace.asAdministrator()
        .header("Idempotency-Key", key)
        .body(Map.of("amount_cents", cents, "reason", "Welcome"))
        .post("/admin/workspaces/" + workspace.workspaceId + "/credits")
        .then();
  }

  @Test
  void credits_are_given_and_taken_with_a_reason() {
    adjust(workspace, 500, "Welcome")
        .then()
        .statusCode(201)
        .body("data.type", equalTo("adjustment"))
        .body("data.amount_cents", equalTo(500))
        .body("data.balance_after_cents", equalTo(500))
        .body("data.description", equalTo("Welcome"));
    adjust(workspace, -200, "Too much").then().statusCode(201);
    assertThat(history(workspace)).containsExactly("adjustment -200 300", "adjustment 500 500");
    workspace
        .asOwner()
        .get("/workspaces/" + workspace.workspaceId + "/audit?action=credits.adjusted")
        .then()
        .body("data[0].target", equalTo("-200 cents: Too much"))
        .body("data[1].target", equalTo("500 cents: Welcome"));
  }

  @Test
  void what_is_not_there_is_not_taken() {
    adjust(workspace, 100, "Welcome").then().statusCode(201);
    adjust(workspace, -101, "Too much")
        .then()
        .statusCode(409)
        .body("error.message", containsString("only 100 cents"));
    assertThat(balance(workspace)).isEqualTo(100);
  }

  @Test
  void amounts_and_reasons_that_are_none_are_refused() {
    for (Object amount :
        new Object[] {0, new BigDecimal("5.5"), "ten", 1_000_000_000_000L, -1_000_000_000_000L}) {
      adjust(workspace, amount, "Welcome").then().statusCode(400);
    }
    for (String reason : new String[] {"", " ", "a\nb", "x".repeat(301)}) {
      adjust(workspace, 5, reason).then().statusCode(400);
    }
    assertThat(history(workspace)).isEmpty();
  }

  @Test
  void under_one_key_it_happens_once() {
    Together.statuses(8, i -> adjustOnce(100, "welcome"));
    assertThat(history(workspace)).containsExactly("adjustment 100 100");
    adjustOnce(101, "welcome").statusCode(409);
  }

  @Test
  void a_workspace_that_is_not_there_has_no_credits() {
    TestWorkspace.asAdministrator()
        .body(Map.of("amount_cents", 5, "reason", "Welcome"))
        .post("/admin/workspaces/00000000-0000-7000-8000-000000000000/credits")
        .then()
        .statusCode(404);
  }
}
