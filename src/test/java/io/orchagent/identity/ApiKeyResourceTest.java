package io.orchagent.identity;

import static io.orchagent.testing.TestWorkspace.as;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
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
}
