package io.orchagent.calls;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CallResourceTest {
  private static final String ECHO =
      """
      import json, sys, os
      data = json.load(sys.stdin)
      print("working", file=sys.stderr)
      print(json.dumps({"got": data, "endpoint": os.environ["ORCHAGENT_ENDPOINT"]}))
      """;

  private TestWorkspace author;

  @BeforeEach
  void fresh() {
    author = TestWorkspace.create();
  }

  private ValidatableResponse call(TestTool tool, String body) {
    return author.asOwner().body(body).post(tool.path()).then();
  }

  @Test
  void a_python_tool_answers_with_every_header_and_field() {
    TestTool tool = TestTool.python(author, ECHO);
    ValidatableResponse answer = call(tool, "{\"n\": 1.0, \"s\": \"grün\"}").statusCode(200);
    String run = answer.extract().path("metadata.run_id");
    answer
        .body("data.got.s", equalTo("grün"))
        .body("data.endpoint", equalTo("run"))
        .body("metadata.request_id", equalTo("req_" + run.replace("-", "")))
        .body("metadata.version", equalTo("v1"))
        .body("metadata.processing_time_ms", greaterThan(0))
        .body("metadata.execution_time_ms", greaterThan(0))
        .body("metadata.stdout", nullValue())
        .body("warnings", nullValue())
        .header("X-Request-Id", "req_" + run.replace("-", ""))
        .header("X-Run-Id", run)
        .header("X-Orchagent-Run-Id", run)
        .header("X-RateLimit-Limit", "1000")
        .header("X-RateLimit-Remaining", "999")
        .header("X-RateLimit-Reset", notNullValue());
    assertThat(answer.extract().asString()).contains("\"n\": 1.0");
  }

  @Test
  void a_javascript_tool_answers() {
    TestTool tool =
        TestTool.javascript(
            author,
            """
            const fs = require('fs');
            const input = JSON.parse(fs.readFileSync(0, 'utf8'));
            console.log(JSON.stringify({sum: input.a + input.b}));
            """);
    call(tool, "{\"a\": 2, \"b\": 3}").statusCode(200).body("data.sum", equalTo(5));
  }

  @Test
  void a_command_runs_in_the_bundle() {
    TestTool tool =
        TestTool.publish(
            author,
            Map.of("runtime", Map.of("command", "cat greeting.txt; echo \"$ORCHAGENT_AGENT\"")),
            Map.of("greeting.txt", "hello "));
    call(tool, "{}")
        .statusCode(200)
        .body("data.result", equalTo("hello " + tool.org + "/" + tool.name + "@v1"))
        .body("warnings.code", equalTo(List.of("OUTPUT_NOT_JSON")));
  }

  @Test
  void the_code_finds_its_run_in_its_environment() {
    TestTool tool =
        TestTool.python(
            author,
            """
            import json, os
            print(json.dumps(dict(os.environ)))
            """);
    ValidatableResponse answer = call(tool, "").statusCode(200);
    String run = answer.extract().path("metadata.run_id");
    answer
        .body("data.ORCHAGENT_RUN_ID", equalTo(run))
        .body("data.ORCHAGENT_ROOT_RUN_ID", equalTo(run))
        .body("data.ORCHAGENT_REQUEST_ID", equalTo("req_" + run.replace("-", "")))
        .body("data.ORCHAGENT_AGENT", equalTo(tool.org + "/" + tool.name + "@v1"))
        .body("data.ORCHAGENT_DEADLINE_MS", notNullValue())
        .body("data.ORCHAGENT_GATEWAY_URL", containsString("http"))
        .body("data.HOME", equalTo("/home/user"))
        .body("data.TZ", equalTo("UTC"));
  }

  @Test
  void nothing_at_all_is_an_empty_object() {
    TestTool tool = TestTool.python(author, ECHO);
    given()
        .header("Authorization", "Bearer " + author.apiKey)
        .post(tool.path())
        .then()
        .statusCode(200)
        .body("data.got", equalTo(Map.of()));
  }

  @Test
  void credentials_in_the_input_reach_neither_the_code_nor_the_run() {
    TestTool tool = TestTool.python(author, ECHO);
    ValidatableResponse answer =
        call(
            tool, "{\"q\": \"\\ud83d\\ude00\", \"llm_credentials\": {\"api_key\": \"sk-secret\"}}");
    answer.statusCode(200).body("data.got", equalTo(Map.of("q", "😀")));
    String run = answer.extract().path("metadata.run_id");
    author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/runs/" + run)
        .then()
        .body("data.input_data", equalTo(Map.of("q", "😀")));
    call(tool, "{\"llm_credentials\": \"sk-secret\"}").statusCode(400);
  }

  @Test
  void verbose_adds_the_streams() {
    TestTool tool = TestTool.python(author, ECHO);
    author
        .asOwner()
        .body("{}")
        .queryParam("verbose", "true")
        .post(tool.path())
        .then()
        .statusCode(200)
        .body("metadata.stderr", equalTo("working\n"))
        .body("metadata.stdout", endsWith("}\n"));
    author
        .asOwner()
        .queryParam("verbose", "yes")
        .post(tool.path())
        .then()
        .statusCode(400)
        .body("error.fields.field", equalTo(List.of("verbose")));
  }

  @Test
  void a_deprecated_version_says_where_to_go() {
    TestTool tool = TestTool.python(author, "print(1)");
    author
        .asOwner()
        .body(Map.of("deprecated_at", "2026-01-01T00:00:00Z", "sunset_at", "2030-01-01T00:00:00Z"))
        .patch("/agents/" + tool.id)
        .then()
        .statusCode(200);
    call(tool, "{}")
        .statusCode(200)
        .header("Deprecation", "@1767225600")
        .header("Sunset", "Tue, 01 Jan 2030 00:00:00 GMT")
        .header(
            "Link",
            allOf(
                containsString("/" + tool.org + "/" + tool.name + "/latest/run>"),
                endsWith("rel=\"successor-version\"")));
  }

  @Test
  void a_stranger_calls_what_is_public_and_sees_nothing_else() {
    TestWorkspace stranger = TestWorkspace.create();
    TestTool hidden = TestTool.python(author, "print(1)");
    stranger
        .asOwner()
        .post(hidden.path())
        .then()
        .statusCode(404)
        .body("error.code", equalTo("NOT_FOUND"))
        .header("X-RateLimit-Remaining", "1000");
    TestTool open =
        TestTool.publish(author, Map.of("is_public", true), Map.of("main.py", "print(2)"));
    String run =
        stranger
            .asOwner()
            .post(open.path())
            .then()
            .statusCode(200)
            .body("data", equalTo(2))
            .extract()
            .header("X-Run-Id");
    stranger
        .asOwner()
        .get("/workspaces/" + stranger.workspaceId + "/runs/" + run)
        .then()
        .statusCode(200)
        .body("data.agent", equalTo(open.org + "/" + open.name));
    author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/runs/" + run)
        .then()
        .statusCode(404);
    author
        .asOwner()
        .get("/agents/" + open.id + "/logs")
        .then()
        .statusCode(200)
        .body("data.id", hasItems(run))
        .body("data[0].stdout", nullValue())
        .body("data[0].status", equalTo("success"))
        .body("data[0].exit_code", equalTo(0));
    stranger.asOwner().get("/agents/" + open.id + "/logs").then().statusCode(404);
  }

  @Test
  void logs_are_cut_at_ten_kilobytes_and_keep_their_end() {
    TestTool tool =
        TestTool.python(
            author,
            """
            import sys
            sys.stderr.write("a" * 20000 + "\\0end")
            print(1)
            """);
    String run = call(tool, "{}").statusCode(200).extract().header("X-Run-Id");
    author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/runs/" + run + "/logs")
        .then()
        .statusCode(200)
        .body("data.stderr", endsWith("aaa\uFFFDend"))
        .body("data.stderr.length()", not(greaterThan(10_240)))
        .body("data.stdout", equalTo("1\n"))
        .body("data.exit_code", equalTo(0));
  }
}
