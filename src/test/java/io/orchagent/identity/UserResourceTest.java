package io.orchagent.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UserResourceTest {
  private TestWorkspace mine;

  @BeforeEach
  void fresh() {
    mine = TestWorkspace.create();
  }

  private ValidatableResponse patch(Object body) {
    return mine.asOwner().body(body).patch("/users/me").then();
  }

  @Test
  void a_person_sees_themselves() {
    mine.asOwner()
        .get("/users/me")
        .then()
        .statusCode(200)
        .body("data.id", equalTo(mine.userId))
        .body("data.email", equalTo(mine.email))
        .body("data.display_name", nullValue())
        .body("data.preferences", equalTo(Map.of()))
        .body("data.created_at", notNullValue())
        .body("data.last_login_at", notNullValue())
        .body("data.password_hash", nullValue());
    given().get("/users/me").then().statusCode(401);
  }

  @Test
  void fields_are_set_unset_and_left_alone() {
    Map<String, Object> preferences =
        Map.of("theme", "dark", "deep", Map.of("list", List.of(1, 2)));
    patch(Map.of("display_name", "Zoë 🚀", "preferences", preferences))
        .statusCode(200)
        .body("data.display_name", equalTo("Zoë 🚀"))
        .body("data.preferences", equalTo(preferences));
    patch("{\"display_name\": null}")
        .statusCode(200)
        .body("data.display_name", nullValue())
        .body("data.preferences", equalTo(preferences));
    patch("{\"preferences\": null}").body("data.preferences", equalTo(Map.of()));
    mine.asOwner().get("/users/me").then().body("data.preferences", equalTo(Map.of()));
  }

  @Test
  void bad_values_are_refused_all_at_once() {
    patch(Map.of("display_name", "", "preferences", List.of(), "email", "new@example.test"))
        .statusCode(400)
        .body("error.fields.field", contains("display_name", "email", "preferences"));
    patch(Map.of("display_name", "x".repeat(101), "email", "new@example.test"))
        .statusCode(400)
        .body("error.fields.field", contains("display_name", "email"));
    patch("{\"preferences\": {\"a\": \"\\u0000\"}}").statusCode(400);
    patch("{\"preferences\": {\"\\u0000\": 1}}").statusCode(400);
    patch(Map.of("preferences", Map.of("a", "x".repeat(17_000)))).statusCode(400);
    patch(Map.of("display_name", "x".repeat(2_000_000))).statusCode(400);
    patch("{\"display_name\": \"lone \\ud800 surrogate\"}").statusCode(400);
    patch("{\"preferences\": {\"a\": \"lone \\ud800 surrogate\"}}").statusCode(400);
    patch("{\"preferences\": {\"a\": [1e300, -1.5e-300]}}").statusCode(200);
    patch("{\"preferences\": {\"a\": 1e100000}}").statusCode(400);
    patch("{\"preferences\": {\"a\": {\"b\": [1e-2000000000]}}}").statusCode(400);
    patch("").statusCode(400);
  }
}
