package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class IdempotentCallTest {
  private static final String PROGRAM =
      """
      import json, os, sys, time
      d = json.load(sys.stdin)
      time.sleep(d.get("sleep", 0))
      sys.stderr.write("wrote")
      if d.get("text"):
          print("plain text")
      else:
          print(json.dumps({"run": os.environ["ORCHAGENT_RUN_ID"], "n": 1.0, "error": "as told"}))
      sys.exit(d.get("exit", 0))
      """;

  private TestWorkspace caller;
  private TestTool tool;

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
    tool = TestTool.python(caller, PROGRAM);
  }

  private RequestSpecification keyed(String key) {
    return caller.asOwner().header("Idempotency-Key", key);
  }

  private Response call(String key, String body) {
    return keyed(key).body(body).post(tool.path()).thenReturn();
  }

  private long runs() {
    return caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/runs")
        .then()
        .extract()
        .jsonPath()
        .getLong("metadata.total");
  }

  @Test
  void a_repeat_gets_the_first_answer_and_runs_nothing() {
    Response first = call("k", "{\"a\": 1, \"b\": [2]}");
    first.then().statusCode(200).body("metadata.deduplicated", nullValue());
    String run = first.header("X-Run-Id");
    // other white space and order: the same request
    Response again = call("k", "{ \"b\":[2], \"a\":1 }");
    again
        .then()
        .statusCode(200)
        .header("X-Run-Id", run)
        .header("X-Orchagent-Run-Id", run)
        .header("X-RateLimit-Remaining", "999")
        .body("metadata.deduplicated", equalTo(true))
        .body("metadata.run_id", equalTo(run))
        .body("metadata.version", equalTo("v1"))
        .body("metadata.execution_time_ms", equalTo(first.path("metadata.execution_time_ms")))
        .body("metadata.request_id", not(equalTo(first.path("metadata.request_id"))));
    assertThat(again.<Object>path("data")).isEqualTo(first.path("data"));
    assertThat(again.asString()).contains("\"n\": 1.0");
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void a_failure_and_warnings_are_repeated_too() {
    Response first = call("fails", "{\"exit\": 3}");
    Response again = call("fails", "{\"exit\": 3}");
    first.then().statusCode(502).body("error.code", equalTo("SANDBOX_ERROR"));
    again
        .then()
        .statusCode(502)
        .header("X-Run-Id", first.header("X-Run-Id"))
        .body("error", equalTo(first.path("error")))
        .body("metadata.sandbox_exit_code", equalTo(3))
        .body("metadata.deduplicated", equalTo(true));
    call("text", "{\"text\": true}").then().body("warnings[0].code", equalTo("OUTPUT_NOT_JSON"));
    keyed("text")
        .body("{\"text\": true}")
        .post(tool.path() + "?verbose=true")
        .then()
        .statusCode(200)
        .body("data.result", equalTo("plain text"))
        .body("warnings[0].code", equalTo("OUTPUT_NOT_JSON"))
        .body("metadata.stderr", equalTo("wrote"));
    assertThat(runs()).isEqualTo(2);
  }

  @Test
  void another_body_or_another_tenant_under_the_same_key_is_a_conflict() {
    call("k", "{\"a\": 1}").then().statusCode(200);
    call("k", "{\"a\": 2}")
        .then()
        .statusCode(409)
        .body("error.code", equalTo("CONFLICT"))
        .header("X-Run-Id", nullValue());
    keyed("k")
        .header("X-Orchagent-Tenant", "another")
        .body("{\"a\": 1}")
        .post(tool.path())
        .then()
        .statusCode(409);
    keyed("k")
        .header("Prefer", "respond-async")
        .body("{\"a\": 1}")
        .post(tool.path())
        .then()
        .statusCode(409);
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void the_scope_is_the_workspace_and_the_route() {
    call("k", "{}").then().statusCode(200);
    TestTool other = TestTool.python(caller, PROGRAM);
    keyed("k")
        .body("{}")
        .post(other.path())
        .then()
        .statusCode(200)
        .body("metadata.deduplicated", nullValue());
    keyed("k")
        .body("{}")
        .post(tool.path().replace("/run", "/check"))
        .then()
        .body("metadata.deduplicated", nullValue());
    assertThat(runs()).isEqualTo(3);
  }

  @Test
  void twins_that_arrive_together_run_once_and_all_get_its_answer() {
    List<Response> answers = Together.run(12, i -> call("twins", "{\"sleep\": 1}"));
    assertThat(answers).allMatch(a -> a.statusCode() == 200);
    assertThat(answers.stream().map(a -> a.header("X-Run-Id")).distinct()).hasSize(1);
    assertThat(answers.stream().map(a -> a.path("data.run")).distinct()).hasSize(1);
    assertThat(answers.stream().filter(a -> a.path("metadata.deduplicated") == null)).hasSize(1);
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void a_twin_waits_no_longer_than_its_own_deadline() {
    List<Response> answers =
        Together.run(
            2,
            i -> {
              if (i == 0) {
                return call("slow", "{\"sleep\": 3}");
              }
              awaitRun();
              return keyed("slow")
                  .header("X-Orchagent-Deadline-Ms", System.currentTimeMillis() + 500)
                  .body("{\"sleep\": 3}")
                  .post(tool.path())
                  .thenReturn();
            });
    answers.get(0).then().statusCode(200);
    answers
        .get(1)
        .then()
        .statusCode(504)
        .body("error.code", equalTo("TIMEOUT"))
        .body("error.is_retryable", equalTo(true));
    call("slow", "{\"sleep\": 3}")
        .then()
        .statusCode(200)
        .body("metadata.deduplicated", equalTo(true));
  }

  private void awaitRun() {
    org.awaitility.Awaitility.await().until(() -> runs() == 1);
  }

  @Test
  void what_was_refused_is_not_kept() {
    keyed("k").body("{broken").post(tool.path()).then().statusCode(400);
    call("k", "{\"a\": 1}").then().statusCode(200).body("metadata.deduplicated", nullValue());
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void the_last_unit_of_the_day_can_be_asked_for_again() {
    Response first = call("k", "{}");
    first.then().statusCode(200).header("X-RateLimit-Remaining", "999");
    call("k", "{}").then().statusCode(200).header("X-RateLimit-Remaining", "999");
  }

  @Test
  void files_count_by_their_content() {
    assertThat(withFile("one").header("X-Run-Id")).isEqualTo(withFile("one").header("X-Run-Id"));
    withFile("two").then().statusCode(409);
  }

  private Response withFile(String content) {
    return keyed("file")
        .contentType("multipart/form-data")
        .multiPart("file", "a.txt", content.getBytes(), "text/plain")
        .multiPart("metadata", "{\"x\": 1}")
        .post(tool.path())
        .thenReturn();
  }

  @Test
  void credentials_are_no_part_of_the_request_that_is_remembered() {
    call("k", "{\"a\": 1, \"llm_credentials\": {\"api_key\": \"one\"}}").then().statusCode(200);
    call("k", "{\"llm_credentials\": {\"api_key\": \"two\"}, \"a\": 1}")
        .then()
        .statusCode(200)
        .body("metadata.deduplicated", equalTo(true));
  }

  @Test
  void another_model_makes_another_request() {
    String body = "{\"llm_credentials\": {\"api_key\": \"%s\", \"model\": \"%s\"}}";
    call("m", body.formatted("one", "m-1")).then().statusCode(200);
    call("m", body.formatted("two", "m-1"))
        .then()
        .statusCode(200)
        .body("metadata.deduplicated", equalTo(true));
    call("m", body.formatted("one", "m-2")).then().statusCode(409);
    call("m", "{\"llm_credentials\": {\"api_key\": \"one\"}}").then().statusCode(409);
  }

  @Test
  void a_key_of_the_wrong_form_and_one_with_a_stream_are_refused() {
    for (String key : List.of("", "x".repeat(256), "caf\u00e9")) {
      keyed(key)
          .body(Map.of())
          .post(tool.path())
          .then()
          .statusCode(400)
          .body("error.fields.field", hasItem("Idempotency-Key"));
    }
    keyed("k")
        .accept("text/event-stream")
        .body(Map.of())
        .post(tool.path())
        .then()
        .statusCode(400)
        .body("error.fields", hasSize(greaterThan(0)))
        .body("error.fields.field", hasItem("Idempotency-Key"));
    assertThat(runs()).isZero();
  }
}
