package io.orchagent.agents.life;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.tool;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.orchagent.testing.TestInvite;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TransferResourceTest {
  private TestWorkspace owner;
  private String target;
  private String targetSlug;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
    JsonPath second =
        owner
            .asSession()
            .body(Map.of("name", "Second"))
            .post("/workspaces")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath();
    target = second.getString("data.id");
    targetSlug = second.getString("data.slug");
  }

  private RequestSpecification there() {
    return owner.asOwner().header("X-Workspace-Id", target);
  }

  private ValidatableResponse transfer(
      RequestSpecification who, String id, String to, String name, int status) {
    return who.body(Map.of("target_workspace_id", to, "confirmation_name", name))
        .post("/agents/" + id + "/transfer")
        .then()
        .statusCode(status);
  }

  @Test
  void nobody_moves_an_agent_to_where_they_are_only_a_member() {
    String id = TestTool.id(owner, tool("stays-home"));
    TestWorkspace other = TestWorkspace.create();
    transfer(owner.asOwner(), id, other.workspaceId, "stays-home", 403);
    TestInvite.join(other, owner, "member");
    transfer(owner.asOwner(), id, other.workspaceId, "stays-home", 403);
    owner.asOwner().get("/agents/" + id).then().body("data.org", equalTo(owner.slug));
    other
        .asOwner()
        .body(Map.of("role", "owner"))
        .patch("/workspaces/" + other.workspaceId + "/members/" + owner.userId)
        .then()
        .statusCode(200);
    transfer(owner.asOwner(), id, other.workspaceId, "stays-home", 200);
    other.asOwner().get("/agents/" + id).then().body("data.org", equalTo(other.slug));
  }

  @Test
  void all_versions_move_and_are_called_under_the_new_name() {
    String first = TestTool.runnable(owner, tool("mover", "is_public", true));
    String second = TestTool.runnable(owner, tool("mover", "is_public", true));
    String third = TestTool.id(owner, tool("mover"));
    owner.asOwner().delete("/agents/" + third).then().statusCode(200);
    String key =
        owner.asOwner().post("/agents/" + first + "/keys").jsonPath().getString("data.key");
    owner
        .asOwner()
        .get("/agents/" + first + "/transfer-check")
        .then()
        .statusCode(200)
        .body("data.version_count", equalTo(2))
        .body("data.keys_count", equalTo(1))
        .body("data.schedules_count", equalTo(0))
        .body("data.services_count", equalTo(0))
        .body("data.requires_confirmation", equalTo(true));
    transfer(owner.asOwner(), first, target, "mover", 200)
        .body("data.version_count", equalTo(2))
        .body("data.keys_revoked", equalTo(1))
        .body("data.workspace_id", equalTo(target));
    owner.asOwner().body("{}").post("/" + owner.slug + "/mover/v1/run").then().statusCode(404);
    owner.asOwner().get("/agents/" + second).then().statusCode(404);
    there().get("/agents/" + second).then().body("data.org", equalTo(targetSlug));
    owner.asOwner().body("{}").post("/" + targetSlug + "/mover/v2/run").then().statusCode(200);
    TestWorkspace.as(key)
        .body("{}")
        .post("/" + targetSlug + "/mover/v1/run")
        .then()
        .statusCode(401);
    given().get("/public/agents?org=" + owner.slug).then().body("metadata.total", equalTo(0));
    given()
        .get("/public/agents?org=" + targetSlug)
        .then()
        .body("data.id", equalTo(List.of(second)));
    there().post("/agents/" + third + "/restore").then().statusCode(200);
    for (String workspace : List.of(owner.workspaceId, target)) {
      owner
          .asOwner()
          .get("/workspaces/" + workspace + "/audit")
          .then()
          .body(
              "data.action",
              hasItems(workspace.equals(target) ? "agent.received" : "agent.transferred"));
    }
    String next =
        there()
            .body(tool("mover"))
            .post("/agents")
            .then()
            .statusCode(201)
            .extract()
            .path("data.agent.version");
    assertThat(next).isEqualTo("v4");
  }

  @Test
  void a_name_comes_back_only_when_no_number_would_be_used_again() {
    String id = TestTool.id(owner, tool("returns"));
    transfer(owner.asOwner(), id, target, "returns", 200);
    transfer(there(), id, owner.workspaceId, "returns", 200);
    transfer(owner.asOwner(), id, target, "returns", 200);
    // What is published here now takes the next number
    assertThat(publish(owner, tool("returns")).getString("data.agent.version")).isEqualTo("v2");
    transfer(there(), id, owner.workspaceId, "returns", 409);
    there().get("/agents/" + id).then().statusCode(200);
  }

  @Test
  void only_an_owner_of_both_moves_what_is_named_right() {
    String id = TestTool.id(owner, tool("stays"));
    TestWorkspace stranger = TestWorkspace.create();
    transfer(owner.asOwner(), id, stranger.workspaceId, "stays", 403);
    transfer(owner.asOwner(), id, UUID.randomUUID().toString(), "stays", 403);
    transfer(stranger.asOwner(), id, stranger.workspaceId, "stays", 404);
    transfer(owner.asOwner(), id, owner.workspaceId, "stays", 400);
    transfer(owner.asOwner(), id, "x", "stays", 400);
    for (String wrong : List.of("", "Stays", "ѕtays", "stays ")) {
      transfer(owner.asOwner(), id, target, wrong, 400)
          .body("error.fields[0].field", equalTo("confirmation_name"));
    }
    owner
        .asOwner()
        .body(Map.of("target_workspace_id", target))
        .post("/agents/" + id + "/transfer")
        .then()
        .statusCode(400);
    String locked =
        owner.newKey(Map.of("name", "locked", "workspace_locked", true)).getString("data.key");
    transfer(TestWorkspace.as(locked), id, target, "stays", 403);
    there().body(tool("stays")).post("/agents").then().statusCode(201);
    transfer(owner.asOwner(), id, target, "stays", 409);
    owner.asOwner().get("/agents/" + id).then().statusCode(200);
  }
}
