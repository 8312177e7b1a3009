package io.orchagent.admin;

import static io.orchagent.testing.TestWorkspace.asAdministrator;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdminWorkspaceResourceTest {
  TestWorkspace owner;
  String path;

  @BeforeEach
  void workspace() {
    owner = TestWorkspace.create();
    path = "/admin/workspaces/" + owner.workspaceId;
  }

  @Test
  void an_administrator_sees_plan_and_limits() {
    asAdministrator()
        .get(path)
        .then()
        .statusCode(200)
        .body("data.id", equalTo(owner.workspaceId))
        .body("data.slug", equalTo(owner.slug))
        .body("data.type", equalTo("personal"))
        .body("data.plan", equalTo("free"))
        .body("data.owner_user_id", equalTo(owner.userId))
        .body("data.own_limits", anEmptyMap())
        .body("data.limits.calls_per_day", equalTo(1000))
        .body("data.limits.concurrent_calls", equalTo(10))
        .body("data.limits.max_call_seconds", equalTo(300))
        .body("data.limits.storage_document_bytes", equalTo(100 * 1024));
  }

  @Test
  void another_plan_counts_from_the_next_request_on() {
    owner.asOwner().get("/org").then().header("X-RateLimit-Limit", "1000");
    asAdministrator()
        .body(Map.of("plan", "pro"))
        .patch(path)
        .then()
        .statusCode(200)
        .body("data.plan", equalTo("pro"))
        .body("data.limits.calls_per_day", equalTo(10_000));
    owner
        .asOwner()
        .get("/org")
        .then()
        .body("data.plan", equalTo("pro"))
        .header("X-RateLimit-Limit", "10000");
    asAdministrator()
        .body(Map.of("plan", "enterprise"))
        .patch(path)
        .then()
        .body("data.limits", not(hasKey("calls_per_day")));
    owner.asOwner().get("/org").then().header("X-RateLimit-Limit", (String) null);
  }

  @Test
  void own_limits_win_over_the_plans_until_they_are_cleared() {
    TestTool tool = TestTool.python(owner, "print(1)");
    asAdministrator()
        .body(Map.of("limits", Map.of("calls_per_day", 1, "members", 9)))
        .patch(path)
        .then()
        .statusCode(200)
        .body("data.own_limits", equalTo(Map.of("calls_per_day", 1, "members", 9)))
        .body("data.limits.calls_per_day", equalTo(1))
        .body("data.limits.members", equalTo(9))
        .body("data.limits.concurrent_calls", equalTo(10));
    owner
        .asOwner()
        .post(tool.path())
        .then()
        .statusCode(200)
        .header("X-RateLimit-Limit", "1")
        .header("X-RateLimit-Remaining", "0");
    owner
        .asOwner()
        .post(tool.path())
        .then()
        .statusCode(429)
        .body("error.code", equalTo("RATE_LIMITED"));
    asAdministrator().body(Map.of("plan", "pro")).patch(path).then().statusCode(200);
    owner.asOwner().post(tool.path()).then().statusCode(429);
    Map<String, Object> cleared = new HashMap<>();
    cleared.put("calls_per_day", null);
    asAdministrator()
        .body(Map.of("limits", cleared))
        .patch(path)
        .then()
        .statusCode(200)
        .body("data.own_limits", equalTo(Map.of("members", 9)))
        .body("data.limits.calls_per_day", equalTo(10_000));
    owner
        .asOwner()
        .post(tool.path())
        .then()
        .statusCode(200)
        .header("X-RateLimit-Remaining", "9998");
  }

  @Test
  void the_longest_call_is_a_limit_too() {
    TestTool tool =
        TestTool.publish(
            owner, Map.of("timeout_seconds", 60), Map.of("main.py", "import time; time.sleep(30)"));
    asAdministrator()
        .body(Map.of("limits", Map.of("max_call_seconds", 1)))
        .patch(path)
        .then()
        .statusCode(200);
    owner.asOwner().post(tool.path()).then().statusCode(504);
  }

  @Test
  void the_workspace_is_told() {
    asAdministrator()
        .body(Map.of("plan", "team", "limits", Map.of("members", 30, "services", 0)))
        .patch(path)
        .then()
        .statusCode(200);
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/audit")
        .then()
        .body("data[0].action", equalTo("workspace.limits_changed"))
        .body("data[0].target", equalTo("members: 30, services: 0"))
        .body("data[0].actor", equalTo("admin@example.test"))
        .body("data[1].action", equalTo("workspace.plan_changed"))
        .body("data[1].target", equalTo("free to team"));
  }

  @Test
  void what_there_is_not_is_refused_all_at_once() {
    asAdministrator()
        .body(
            Map.of(
                "plan",
                "golden",
                "limits",
                Map.of("members", -1, "wishes", 3, "max_call_seconds", 901)))
        .patch(path)
        .then()
        .statusCode(400)
        .body(
            "error.fields.field",
            containsInAnyOrder(
                "plan", "limits.members", "limits.wishes", "limits.max_call_seconds"));
    asAdministrator()
        .body("{\"limits\": {\"members\": \"5\"}}")
        .patch(path)
        .then()
        .statusCode(400)
        .body("error.fields[0].field", equalTo("limits.members"));
    asAdministrator().body("{\"limits\": null, \"plan\": null}").patch(path).then().statusCode(400);
    asAdministrator().body("{\"slug\": \"x\"}").patch(path).then().statusCode(400);
    asAdministrator().body("{}").patch(path).then().statusCode(200);
    asAdministrator().get(path).then().body("data.own_limits", anEmptyMap());
  }

  @Test
  void only_administrators_get_in() {
    owner.asOwner().get(path).then().statusCode(403);
    owner.asOwner().body("{}").patch(path).then().statusCode(403);
    given().get(path).then().statusCode(401);
    asAdministrator().get("/admin/workspaces/" + UUID.randomUUID()).then().statusCode(404);
    asAdministrator().body("{}").patch("/admin/workspaces/none").then().statusCode(404);
  }
}
