package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller can send wrong; none of it runs anything or takes a unit. */
@QuarkusTest
class BadInputTest {
  private TestWorkspace caller;
  private TestTool tool;

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
    tool = TestTool.python(caller, "print(1)");
  }

  private ValidatableResponse call(String contentType, String body) {
    return caller.asOwner().contentType(contentType).body(body).post(tool.path()).then();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "1", "\"x\"", "null", "{\"a\":", "{} x", "{\"a\":1,\"a\":2}", "{\"a\":NaN}"})
  void only_one_json_object_is_an_input(String body) {
    call("application/json", body)
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .header("X-RateLimit-Remaining", "1000");
  }

  @Test
  void nesting_has_a_limit() throws Exception {
    HttpResponse<String> deep = RawCall.post(caller, tool.path(), nested(10_000));
    assertThat(deep.statusCode()).isEqualTo(400);
    assertThat(deep.body()).contains("INVALID_INPUT", "200 levels");
    assertThat(RawCall.post(caller, tool.path(), nested(199)).statusCode()).isEqualTo(200);
  }

  private static BodyPublisher nested(int levels) {
    return BodyPublishers.ofString("{\"a\":" + "[".repeat(levels) + "]".repeat(levels) + "}");
  }

  @Test
  void nul_characters_reach_the_agent() {
    TestTool echo = TestTool.python(caller, "import sys\nsys.stdout.write(sys.stdin.read())");
    ValidatableResponse answer =
        caller.asOwner().body("{\"a\":\"x\\u0000y\"}").post(echo.path()).then();
    answer.statusCode(200).body("data.a", equalTo("x\0y"));
    caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/runs/" + answer.extract().header("X-Run-Id"))
        .then()
        .statusCode(200)
        .body("data.input_data.a", equalTo("x\0y"))
        .body("data.output_data.a", equalTo("x\0y"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded"})
  void other_content_types_are_refused(String type) {
    call(type, "a=1").statusCode(415).body("error.code", equalTo("UNSUPPORTED_TYPE"));
  }

  @Test
  void text_that_is_no_utf_8_is_refused() {
    caller
        .asOwner()
        .body(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}'})
        .post(tool.path())
        .then()
        .statusCode(400);
  }

  @Test
  void a_body_over_its_limit_is_refused_without_being_read() throws Exception {
    HttpResponse<String> declared =
        RawCall.post(caller, tool.path(), BodyPublishers.ofByteArray(new byte[11 * 1024 * 1024]));
    assertThat(declared.statusCode()).isEqualTo(413);
    assertThat(declared.body()).contains("DOCUMENT_TOO_LARGE");
  }

  @Test
  void an_input_of_ten_megabytes_is_taken() throws Exception {
    String body = "{\"a\":\"" + "x".repeat(10 * 1024 * 1024 - 8) + "\"}";
    assertThat(RawCall.post(caller, tool.path(), BodyPublishers.ofString(body)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void everything_that_breaks_the_schema_is_told_at_once() {
    TestTool strict =
        TestTool.publish(
            caller,
            Map.of(
                "input_schema",
                Map.of(
                    "type",
                    "object",
                    "required",
                    List.of("name"),
                    "properties",
                    Map.of(
                        "count",
                        Map.of("type", "integer", "maximum", 5),
                        "tags",
                        Map.of("type", "array", "items", Map.of("type", "string"))))),
            Map.of("main.py", "print(1)"));
    caller
        .asOwner()
        .body("{\"count\": 9, \"tags\": [\"a\", 1]}")
        .post(strict.path())
        .then()
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .body("error.fields.field", hasItems("name", "count", "tags[1]"))
        .header("X-RateLimit-Remaining", "1000");
  }

  @Test
  void odd_addresses_are_not_found() {
    for (String path :
        List.of(
            "/" + tool.org + "/" + tool.name + "/v0/run",
            "/" + tool.org + "/" + tool.name + "/v01/run",
            "/" + tool.org + "/" + tool.name + "/1/run",
            "/" + tool.org + "/" + tool.name + "/v99999999999/run",
            "/" + tool.org + "/" + tool.name + "/v2/run",
            "/%00/" + tool.name + "/v1/run",
            "/" + tool.org + "/%00/v1/run",
            "/" + tool.org + "/../v1/run/x/y/z")) {
      caller
          .asOwner()
          .urlEncodingEnabled(false)
          .post(path)
          .then()
          .statusCode(404)
          .body("error.code", equalTo("NOT_FOUND"));
    }
    caller
        .asOwner()
        .urlEncodingEnabled(false)
        .post("/" + tool.org + "/" + tool.name + "/v1/a%00b")
        .then()
        .statusCode(400);
    caller.asOwner().post("/" + tool.org + "/" + tool.name + "/latest/any").then().statusCode(200);
  }
}
