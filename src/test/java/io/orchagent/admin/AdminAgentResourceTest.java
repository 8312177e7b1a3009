package io.orchagent.admin;

import static io.orchagent.testing.TestWorkspace.asAdministrator;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdminAgentResourceTest {
  TestWorkspace author;
  TestTool tool;
  String path;

  @BeforeEach
  void publish() {
    author = TestWorkspace.create();
    tool = TestTool.python(author, "print(1)");
    path = "/admin/agents/" + tool.id;
  }

  @Test
  void an_administrator_lets_an_agent_reach_hosts() {
    asAdministrator()
        .get(path)
        .then()
        .statusCode(200)
        .body("data.id", equalTo(tool.id))
        .body("data.workspace_id", equalTo(author.workspaceId))
        .body("data.org", equalTo(author.slug))
        .body("data.name", equalTo(tool.name))
        .body("data.version", equalTo("v1"))
        .body("data.type", equalTo("tool"))
        .body("data.is_public", equalTo(false))
        .body("data.allowed_hosts", empty());
    asAdministrator()
        .body(Map.of("allowed_hosts", List.of("b.example.com", "api.example.com", "b.example.com")))
        .patch(path)
        .then()
        .statusCode(200)
        .body("data.allowed_hosts", contains("api.example.com", "b.example.com"));
    asAdministrator().body("{}").patch(path).then().statusCode(200);
    asAdministrator()
        .get(path)
        .then()
        .body("data.allowed_hosts", contains("api.example.com", "b.example.com"));
    asAdministrator()
        .body(Map.of("allowed_hosts", List.of()))
        .patch(path)
        .then()
        .statusCode(200)
        .body("data.allowed_hosts", empty());
  }

  @Test
  void the_hosts_are_those_of_all_versions() {
    asAdministrator()
        .body(Map.of("allowed_hosts", List.of("api.example.com")))
        .patch(path)
        .then()
        .statusCode(200);
    String second =
        TestTool.publish(author, Map.of("name", tool.name), Map.of("main.py", "print(2)")).id;
    asAdministrator()
        .get("/admin/agents/" + second)
        .then()
        .statusCode(200)
        .body("data.version", equalTo("v2"))
        .body("data.allowed_hosts", contains("api.example.com"));
    String other = TestTool.python(author, "print(3)").id;
    asAdministrator()
        .get("/admin/agents/" + other)
        .then()
        .body("data.allowed_hosts", not(hasItem("api.example.com")));
  }

  @Test
  void the_workspace_is_told_who_did_it() {
    asAdministrator()
        .body(Map.of("allowed_hosts", List.of("api.example.com")))
        .patch(path)
        .then()
        .statusCode(200);
    author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/audit")
        .then()
        .statusCode(200)
        .body("data[0].action", equalTo("agent.allowed_hosts_changed"))
        .body("data[0].actor", equalTo("admin@example.test"))
        .body("data[0].target", equalTo(tool.name + ": api.example.com"));
  }

  @Test
  void what_is_no_host_name_is_refused_all_at_once() {
    asAdministrator()
        .body(
            Map.of(
                "allowed_hosts",
                List.of(
                    "ok.example.com",
                    "10.0.0.1",
                    "UPPER.example.com",
                    "*.example.com",
                    "example.com:443",
                    "https://example.com",
                    "localhost",
                    "",
                    "a".repeat(64) + ".com",
                    "a.".repeat(126) + "com")))
        .patch(path)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .body(
            "error.fields.field",
            containsInAnyOrder(
                "allowed_hosts[1]",
                "allowed_hosts[2]",
                "allowed_hosts[3]",
                "allowed_hosts[4]",
                "allowed_hosts[5]",
                "allowed_hosts[6]",
                "allowed_hosts[7]",
                "allowed_hosts[8]",
                "allowed_hosts[9]"));
    asAdministrator()
        .body(Map.of("allowed_hosts", Collections.nCopies(51, "api.example.com")))
        .patch(path)
        .then()
        .statusCode(400)
        .body("error.fields[0].message", equalTo("must be at most 50"));
    Map<String, Object> nothing = new HashMap<>();
    nothing.put("allowed_hosts", null);
    asAdministrator().body(nothing).patch(path).then().statusCode(400);
    asAdministrator().body("{\"hosts\": []}").patch(path).then().statusCode(400);
    asAdministrator().get(path).then().body("data.allowed_hosts", empty());
  }

  @Test
  void only_administrators_get_in_and_missing_is_missing() {
    author.asOwner().get(path).then().statusCode(403).body("error.code", equalTo("FORBIDDEN"));
    author.asOwner().body("{}").patch(path).then().statusCode(403);
    author.asOwner().get("/admin/agents/" + UUID.randomUUID()).then().statusCode(403);
    given().get(path).then().statusCode(401);
    asAdministrator().get("/admin/agents/" + UUID.randomUUID()).then().statusCode(404);
    asAdministrator().get("/admin/agents/none").then().statusCode(404);
  }
}
