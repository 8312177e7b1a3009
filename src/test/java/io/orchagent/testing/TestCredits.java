package io.orchagent.testing;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;

/** The credits of a workspace. */
public final class TestCredits {
  private TestCredits() {}

  /** Given, or below 0 taken, by an administrator. */
  public static Response adjust(TestWorkspace workspace, Object cents, String reason) {
    return TestWorkspace.asAdministrator()
        .body(Map.of("amount_cents", cents, "reason", reason))
        .post("/admin/workspaces/" + workspace.workspaceId + "/credits");
  }

  public static void give(TestWorkspace workspace, long cents) {
    adjust(workspace, cents, "For a test").then().statusCode(201);
  }

  public static long balance(TestWorkspace workspace) {
    return look(workspace).getLong("data.balance_cents");
  }

  public static long held(TestWorkspace workspace) {
    return look(workspace).getLong("data.held_cents");
  }

  private static JsonPath look(TestWorkspace workspace) {
    return workspace.asOwner().get("/billing/balance").then().statusCode(200).extract().jsonPath();
  }

  /** Newest first: type, amount and balance after it. */
  public static List<String> history(TestWorkspace workspace) {
    List<Map<String, Object>> lines =
        workspace
            .asOwner()
            .queryParam("limit", 200)
            .get("/billing/history")
            .then()
            .statusCode(200)
            .extract()
            .path("data");
    return lines.stream()
        .map(
            line ->
                line.get("type")
                    + " "
                    + line.get("amount_cents")
                    + " "
                    + line.get("balance_after_cents"))
        .toList();
  }

  /** A program that everybody may call at a price. */
  public static TestTool sell(TestWorkspace author, int cents, String program) {
    return TestTool.publish(
        author,
        Map.of("is_public", true, "price_per_call_cents", cents),
        Map.of("main.py", program));
  }
}
