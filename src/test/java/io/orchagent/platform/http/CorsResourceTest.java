package io.orchagent.platform.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

/** With one origin configured. */
@QuarkusTest
class CorsResourceTest {
  private static final String FRIEND = "https://app.example.test";
  private static final String ALLOWED = "Access-Control-Allow-Origin";

  @Test
  void the_pages_of_a_configured_origin_may_read_answers_and_failures() {
    given()
        .header("Origin", FRIEND)
        .get("/public/agents")
        .then()
        .statusCode(200)
        .header(ALLOWED, FRIEND)
        .header("Access-Control-Expose-Headers", containsString("X-Run-Id"))
        .header("Access-Control-Allow-Credentials", nullValue());
    given().header("Origin", FRIEND).get("/org").then().statusCode(401).header(ALLOWED, FRIEND);
  }

  @Test
  void a_preflight_names_methods_and_headers() {
    given()
        .header("Origin", FRIEND)
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "authorization,idempotency-key")
        .options("/acme/scanner/v1/run")
        .then()
        .statusCode(204)
        .header(ALLOWED, FRIEND)
        .header("Access-Control-Allow-Methods", containsString("POST"))
        .header("Access-Control-Allow-Headers", containsString("Idempotency-Key"))
        .body(emptyOrNullString());
  }

  @Test
  void a_page_of_another_origin_may_not() {
    given()
        .header("Origin", "https://evil.example.test")
        .get("/public/agents")
        .then()
        .statusCode(403)
        .header(ALLOWED, nullValue())
        .body("error.code", equalTo("FORBIDDEN"))
        .body("error.message", containsString("orchagent.cors-origins"));
  }

  @Test
  void a_page_of_the_server_itself_may() {
    String own = RestAssured.baseURI + ":" + RestAssured.port;
    given().header("Origin", own).get("/public/agents").then().statusCode(200);
  }

  @Test
  void who_is_no_browser_is_not_concerned() {
    given().get("/public/agents").then().statusCode(200).header(ALLOWED, nullValue());
  }
}
