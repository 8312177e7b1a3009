package io.orchagent.identity;

import static io.orchagent.testing.TestWorkspace.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ApiKeyResourceTest {
  private TestWorkspace workspace;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
  }

  @Test
  void a_key_works_and_is_listed_by_its_prefix_alone() {
    workspace
        .asOwner()
        .get("/api-keys")
        .then()
        .statusCode(200)
        .body("data.size()", equalTo(1))
        .body("data[0].name", equalTo("test"))
        .body("data[0].prefix", equalTo(workspace.apiKey.substring(0, 12)))
        .body("data[0].workspace_id", equalTo(workspace.workspaceId))
        .body("data[0].workspace_locked", equalTo(false))
        .body("data[0].expires_at", nullValue())
        .body("data[0].key", nullValue())
        .body("metadata.total", equalTo(1));
  }

  @Test
  void a_revoked_key_stops_at_once() {
    JsonPath key = workspace.newKey(Map.of("name", "short-lived"));
    String secret = key.getString("data.key");
    as(secret).get("/users/me").then().statusCode(200);
    as(secret).get("/users/me").then().statusCode(200);

    workspace
        .asOwner()
        .delete("/api-keys/" + key.getString("data.id"))
        .then()
        .statusCode(200)
        .body("data.deleted", equalTo(true));

    as(secret)
        .get("/users/me")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", "Bearer")
        .body("error.code", equalTo("UNAUTHORIZED"));
    workspace.asOwner().get("/api-keys").then().body("data.name", not(hasItem("short-lived")));
  }

  @Test
  void no_credential_is_unauthorized() {
    given().get("/api-keys").then().statusCode(401).header("WWW-Authenticate", notNullValue());
  }

  @Test
  void an_expired_key_stops() {
    Instant soon = Instant.now().plusMillis(1_500);
    String secret =
        workspace
            .newKey(Map.of("name", "brief", "expires_at", soon.toString()))
            .getString("data.key");
    as(secret).get("/users/me").then().statusCode(200);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> as(secret).get("/users/me").statusCode() == 401);
    assertThat(Instant.now()).isAfter(soon);
  }

  @Test
  void a_used_key_says_when() {
    workspace.asOwner().get("/users/me").then().statusCode(200);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> workspace.asOwner().get("/api-keys").path("data[0].last_used_at") != null);
  }

  @Test
  void bad_keys_are_refused_all_at_once() {
    refused(Map.of("name", "", "expires_at", "tomorrow", "workspace_locked", "yes", "x", 1))
        .body("error.fields.field", contains("expires_at", "name", "workspace_locked", "x"));
    refused(Map.of("name", "x", "expires_at", "2020-01-01T00:00:00Z"))
        .body("error.fields.field", contains("expires_at"));
    refused(Map.of("name", "x", "expires_at", "+1000000000-12-31T23:59:59Z"));
    refused(Map.of("name", "x".repeat(101)));
    refused(Map.of("name", "a\0b"));
    refused(Map.of("name", "x".repeat(2_000_000)));
    refused("{}");
    refused("");
  }

  private ValidatableResponse refused(Object body) {
    return workspace
        .asOwner()
        .body(body)
        .post("/api-keys")
        .then()
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"));
  }

  @Test
  void a_key_belongs_to_the_selected_workspace_and_can_be_locked_to_it() {
    String other =
        workspace
            .asOwner()
            .body(Map.of("name", "Second"))
            .post("/workspaces")
            .then()
            .statusCode(201)
            .extract()
            .path("data.id");
    String secret =
        workspace
            .asOwner()
            .header("X-Workspace-Id", other)
            .body(Map.of("name", "second", "workspace_locked", true))
            .post("/api-keys")
            .then()
            .statusCode(201)
            .body("data.workspace_id", equalTo(other))
            .body("data.workspace_locked", equalTo(true))
            .extract()
            .path("data.key");
    assertThat(secret).matches("sk_live_[0-9A-Za-z]{43}");
    as(secret).get("/org").then().body("data.id", equalTo(other));
    as(secret).get("/workspaces/" + workspace.workspaceId).then().statusCode(404);
    as(secret).get("/api-keys").then().body("data.name", contains("second"));
  }

  @Test
  void another_person_sees_not_found() {
    String id = workspace.asOwner().get("/api-keys").path("data[0].id");
    TestWorkspace stranger = TestWorkspace.create();
    stranger
        .asOwner()
        .delete("/api-keys/" + id)
        .then()
        .statusCode(404)
        .body("error.code", equalTo("NOT_FOUND"));
    workspace.asOwner().get("/users/me").then().statusCode(200);
    workspace.asOwner().delete("/api-keys/none").then().statusCode(404);
    workspace.asOwner().delete("/api-keys/" + id).then().statusCode(200);
    workspace.asSession().delete("/api-keys/" + id).then().statusCode(404);
  }

  @Test
  void a_revocation_is_seen_by_the_next_request_whoever_makes_it() {
    for (int round = 0; round < 10; round++) {
      JsonPath key = workspace.newKey(Map.of("name", "round " + round));
      String secret = key.getString("data.key");
      // some are under way while the key is revoked; those that begin after it find it gone
      List<Integer> statuses =
          Together.run(
              6,
              i -> {
                if (i == 0) {
                  return workspace
                      .asSession()
                      .delete("/api-keys/" + key.getString("data.id"))
                      .statusCode();
                }
                as(secret).get("/users/me");
                return as(secret).get("/users/me").statusCode();
              });
      assertThat(statuses.getFirst()).isEqualTo(200);
      assertThat(statuses).allMatch(status -> status == 200 || status == 401);
      as(secret).get("/users/me").then().statusCode(401);
    }
  }
}
