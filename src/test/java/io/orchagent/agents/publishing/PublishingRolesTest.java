package io.orchagent.agents.publishing;

import static io.orchagent.testing.TestTool.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What members may publish, and what only owners decide. Members join by SQL: invites come later.
 */
@QuarkusTest
class PublishingRolesTest {
  @Inject EntityManager database;

  private TestWorkspace owner;
  private TestWorkspace member;

  @BeforeEach
  void join() {
    owner = TestWorkspace.create();
    member = TestWorkspace.create();
    membership(
        "insert into workspace_member (workspace_id, user_id, role) values (?1, ?2, 'member')");
  }

  private void membership(String statement) {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                database
                    .createNativeQuery(statement)
                    .setParameter(1, UUID.fromString(owner.workspaceId))
                    .setParameter(2, UUID.fromString(member.userId))
                    .executeUpdate());
  }

  private RequestSpecification asMember() {
    return member.asOwner().header("X-Workspace-Id", owner.workspaceId);
  }

  private ValidatableResponse publish(Map<String, Object> body) {
    return asMember().body(body).post("/agents").then();
  }

  @Test
  void members_publish_but_owners_show_and_price() {
    publish(tool("shared")).statusCode(201).body("data.agent.org", equalTo(owner.slug));
    publish(tool("shared", "is_public", true))
        .statusCode(403)
        .body("error.code", equalTo("FORBIDDEN"))
        .body("error.message", containsString("Only an owner"));
    publish(tool("shared", "price_per_call_cents", 5)).statusCode(403);
    List<String> errors =
        asMember()
            .body(tool("shared", "price_per_call_cents", 5, "is_public", true))
            .post("/agents/validate")
            .then()
            .statusCode(200)
            .body("data.valid", equalTo(false))
            .extract()
            .path("data.errors.field");
    assertThat(errors).containsExactly("is_public", "price_per_call_cents");
    String id = TestTool.id(owner, tool("shared"));
    for (Map<String, Object> change :
        List.<Map<String, Object>>of(
            Map.of("is_public", true), Map.of("price_per_call_cents", 0))) {
      asMember().body(change).patch("/agents/" + id).then().statusCode(403);
    }
    asMember().body(Map.of("tags", List.of("x"))).patch("/agents/" + id).then().statusCode(200);
    asMember()
        .get("/agents/preview?name=shared")
        .then()
        .body("data.org_slug", equalTo(owner.slug))
        .body("data.next_version", equalTo("v3"));
  }

  @Test
  void a_service_key_ends_with_the_membership_of_its_maker() {
    TestTool callee = TestTool.publish(owner, Map.of(), Map.of());
    String key =
        publish(
                tool(
                    "boss",
                    "manifest",
                    Map.of(
                        "dependencies",
                        List.of(Map.of("id", callee.org + "/" + callee.name, "version", "v1")))))
            .statusCode(201)
            .extract()
            .path("data.service_key");
    membership("delete from workspace_member where workspace_id = ?1 and user_id = ?2");
    TestWorkspace.as(key)
        .body("{}")
        .post(callee.path())
        .then()
        .statusCode(403)
        .body("error.message", containsString("does not reach that workspace"));
  }

  @Test
  void a_service_key_ends_with_its_version() {
    TestTool callee = TestTool.publish(owner, Map.of(), Map.of());
    String key =
        TestTool.publish(
                owner,
                tool(
                    "boss",
                    "manifest",
                    Map.of(
                        "dependencies",
                        List.of(Map.of("id", callee.org + "/" + callee.name, "version", "v1")))))
            .getString("data.service_key");
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                database
                    .createNativeQuery(
                        "update agent set deleted_at = now() where workspace_id = ?1 and name ="
                            + " 'boss'")
                    .setParameter(1, UUID.fromString(owner.workspaceId))
                    .executeUpdate());
    TestWorkspace.as(key).body("{}").post(callee.path()).then().statusCode(401);
  }
}
