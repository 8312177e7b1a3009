package io.orchagent.audit;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditResourceTest {
  @Test
  void every_change_is_told_to_the_owner_newest_first() {
    TestWorkspace mine = TestWorkspace.create();
    JsonPath key = mine.newKey(Map.of("name", "deploy"));
    mine.asOwner()
        .header("X-Forwarded-For", "203.0.113.77")
        .delete("/api-keys/" + key.getString("data.id"))
        .then()
        .statusCode(200);
    mine.asOwner().body(Map.of("name", "New name")).patch("/org").then().statusCode(200);
    mine.asOwner()
        .body(Map.of("run_retention_days", 5))
        .patch("/workspaces/" + mine.workspaceId)
        .then()
        .statusCode(200);

    mine.asOwner()
        .get("/workspaces/" + mine.workspaceId + "/audit")
        .then()
        .statusCode(200)
        .body(
            "data.action",
            contains(
                "workspace.changed",
                "workspace.changed",
                "api_key.revoked",
                "api_key.created",
                "api_key.created",
                "workspace.created"))
        .body("data.actor", everyItem(equalTo(mine.email)))
        .body("data[0].target", equalTo(mine.slug + ": run_retention_days"))
        .body("data[2].target", equalTo("deploy (" + key.getString("data.prefix") + ")"))
        .body("data[2].ip", equalTo("203.0.113.77"))
        .body("data.target", everyItem(not(containsString(key.getString("data.key")))))
        .body("data.created_at", everyItem(notNullValue()))
        .body("metadata.total", equalTo(6));
    mine.asOwner()
        .queryParam("limit", 1)
        .queryParam("offset", 5)
        .get("/workspaces/" + mine.workspaceId + "/audit")
        .then()
        .body("data.action", contains("workspace.created"));
    mine.asOwner()
        .queryParam("limit", 201)
        .get("/workspaces/" + mine.workspaceId + "/audit")
        .then()
        .statusCode(400);
  }

  @Test
  void strangers_learn_nothing() {
    TestWorkspace mine = TestWorkspace.create();
    String path = "/workspaces/" + mine.workspaceId + "/audit";
    TestWorkspace.create().asOwner().get(path).then().statusCode(404);
    given().get(path).then().statusCode(401);
  }
}
