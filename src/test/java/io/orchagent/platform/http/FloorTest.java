package io.orchagent.platform.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.orchagent.testing.RawHttp;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FloorTest {
  private static RequestSpecification json(String body) {
    return given().contentType(ContentType.JSON).body(body);
  }

  @Test
  void a_success_is_in_the_envelope_and_runs_on_a_virtual_thread() {
    String header =
        json("{\"name\":\"abc\"}")
            .post("/probe")
            .then()
            .statusCode(201)
            .contentType(ContentType.JSON)
            .header("X-Request-Id", matchesPattern("req_[0-9a-f]{32}"))
            .body("data.name", equalTo("abc"))
            .body("data.virtual", equalTo(true))
            .body("metadata.request_id", matchesPattern("req_[0-9a-f]{32}"))
            .body("keySet()", not(contains("warnings")))
            .extract()
            .header("X-Request-Id");
    assertThat(header).startsWith("req_");
  }

  @Test
  void all_failures_come_at_once() {
    json("{\"name\":\"x\",\"count\":11,\"is_good\":\"yes\",\"colour\":1,"
            + "\"parts\":[{\"code\":\"long\"},{\"kode\":1},7],\"labels\":{\"a\":1}}")
        .post("/probe")
        .then()
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .body("error.is_retryable", equalTo(false))
        .body(
            "error.fields.field",
            contains(
                "colour", "count", "is_good", "labels.a", "name", "parts[1].kode", "parts[2]"));
  }

  @Test
  void broken_json_is_told_with_its_place() {
    json("{\"name\":")
        .post("/probe")
        .then()
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .body("error.message", containsString("line 1"));
    json("{\"name\":\"ab\",\"name\":\"cd\"}").post("/probe").then().statusCode(400);
    json("{\"name\":\"ab\"} x").post("/probe").then().statusCode(400);
    json("[]").post("/probe").then().statusCode(400);
    json("").post("/probe").then().statusCode(400);
    json("null").post("/probe").then().statusCode(400);
  }

  @Test
  void deep_nesting_and_nul_characters_are_refused() throws IOException, InterruptedException {
    // Not by rest-assured: its log of requests indents them, at a square cost.
    HttpResponse<String> answer =
        RawHttp.post(
            "/probe",
            "application/json",
            "{\"labels\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("INVALID_INPUT").contains("200 levels");
    json("{\"name\":\"a\\u0000b\"}")
        .post("/probe")
        .then()
        .statusCode(400)
        .body("error.fields[0].field", equalTo("name"));
  }

  @Test
  void a_name_of_two_million_characters_is_refused() {
    json("{\"name\":\"" + "n".repeat(2_000_000) + "\"}")
        .post("/probe")
        .then()
        .statusCode(400)
        .body("error.fields", hasSize(1));
  }

  @Test
  void a_body_over_its_limit_is_refused_by_its_declared_length() {
    json("{\"name\":\"" + "n".repeat(11 * 1024 * 1024) + "\"}")
        .post("/probe")
        .then()
        .statusCode(413)
        .body("error.code", equalTo("DOCUMENT_TOO_LARGE"))
        .body("metadata.request_id", matchesPattern("req_[0-9a-f]{32}"));
  }

  @Test
  void a_patch_tells_absent_null_and_value_apart() {
    json("{\"name\":null}")
        .patch("/probe")
        .then()
        .statusCode(200)
        .body("data.name", equalTo("PatchField[present=true, value=null]"))
        .body("data.count", equalTo("PatchField[present=false, value=null]"));
    json("{\"count\":3}")
        .patch("/probe")
        .then()
        .body("data.count", equalTo("PatchField[present=true, value=3]"));
    json("{\"count\":\"3\"}").patch("/probe").then().statusCode(400);
  }

  @Test
  void a_list_has_its_numbers_in_the_metadata() {
    given()
        .get("/probe?limit=2&offset=1")
        .then()
        .statusCode(200)
        .body("data", hasSize(1))
        .body("metadata.total", equalTo(7))
        .body("metadata.limit", equalTo(2))
        .body("metadata.offset", equalTo(1));
    given()
        .get("/probe?limit=0&offset=x")
        .then()
        .statusCode(400)
        .body("error.fields.field", contains("limit", "offset"));
  }

  @Test
  void what_the_framework_refuses_is_in_the_envelope_too() {
    given().get("/no/such").then().statusCode(404).body("error.code", equalTo("NOT_FOUND"));
    given().get("/probe/%00").then().statusCode(404).body("error.code", equalTo("NOT_FOUND"));
    given()
        .delete("/api-keys")
        .then()
        .statusCode(405)
        .header("Allow", equalTo("GET, HEAD, POST"))
        .body("error.code", equalTo("METHOD_NOT_ALLOWED"));
    given()
        .contentType("text/plain")
        .body("x")
        .post("/probe")
        .then()
        .statusCode(415)
        .body("error.code", equalTo("UNSUPPORTED_TYPE"));
    given()
        .accept("text/html")
        .get("/probe")
        .then()
        .statusCode(400)
        .body("error.fields[0].field", equalTo("Accept"));
  }

  @Test
  void a_bug_shows_nothing_of_the_inside() {
    given()
        .get("/probe/bug")
        .then()
        .statusCode(500)
        .body("error.code", equalTo("INTERNAL_ERROR"))
        .body("error.is_retryable", equalTo(true))
        .body("error.message", not(containsString("select")));
    given()
        .get("/probe/database-away")
        .then()
        .statusCode(503)
        .header("Retry-After", equalTo("5"))
        .body("error.code", equalTo("UNAVAILABLE"));
  }

  @Test
  void without_a_good_credential_it_is_401() {
    for (String bearer :
        new String[] {"", "Bearer", "Bearer x", "Basic eDp5", "Bearer sk_live_x"}) {
      given()
          .header("Authorization", bearer)
          .get("/probe/members")
          .then()
          .statusCode(401)
          .header("WWW-Authenticate", equalTo("Bearer"))
          .body("error.code", equalTo("UNAUTHORIZED"));
    }
  }
}
