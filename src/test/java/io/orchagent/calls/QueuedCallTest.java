package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plan of these tests has ten calls at one time, a hundred queued ones, 1,000 a day. */
@QuarkusTest
class QueuedCallTest {
  private static final String PROGRAM =
      """
      import json, os, sys, time
      d = json.load(sys.stdin)
      time.sleep(d.get("sleep", 0))
      files = [open(f["path"]).read() for f in d.get("files", [])]
      deadline = int(os.environ["ORCHAGENT_DEADLINE_MS"]) / 1000 - time.time()
      print(json.dumps({"files": files, "left": deadline, "run": os.environ["ORCHAGENT_RUN_ID"]}))
      """;

  private TestWorkspace caller;
  private TestTool tool;

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
    tool = TestTool.python(caller, PROGRAM);
  }

  private RequestSpecification async() {
    return caller.asOwner().header("Prefer", "respond-async");
  }

  private String queue(String body) {
    return async()
        .body(body)
        .post(tool.path())
        .then()
        .statusCode(202)
        .extract()
        .path("data.run_id");
  }

  private ValidatableResponse run(String id) {
    return caller.asOwner().get("/workspaces/" + caller.workspaceId + "/runs/" + id).then();
  }

  private ValidatableResponse awaitStatus(String id, String status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !Set.of("queued", "running").contains(status(id)));
    ValidatableResponse ended = run(id);
    assertThat(status(id)).as(ended.extract().asString()).isEqualTo(status);
    return ended;
  }

  private String status(String id) {
    return run(id).extract().path("data.status");
  }

  private long count(String status) {
    return caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/runs?status=" + status)
        .jsonPath()
        .getLong("metadata.total");
  }

  private void cancel(String id) {
    caller.asOwner().post("/workspaces/" + caller.workspaceId + "/runs/" + id + "/cancel");
  }

  /** Fills the room for calls at one time. */
  private List<String> fill(int seconds) {
    List<String> all =
        IntStream.range(0, 10).mapToObj(i -> queue("{\"sleep\": " + seconds + "}")).toList();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> count("running") == 10);
    return all;
  }

  @Test
  void a_queued_call_is_answered_at_once_and_its_run_has_the_output() {
    Response accepted = async().body("{}").post(tool.path());
    String id = accepted.path("data.run_id");
    accepted
        .then()
        .statusCode(202)
        .header("Preference-Applied", "respond-async")
        .header("X-Run-Id", id)
        .header("X-RateLimit-Remaining", "999")
        .body("data", equalTo(Map.of("run_id", id, "status", "queued")))
        .body("metadata.run_id", equalTo(id))
        .body("metadata.version", equalTo("v1"));
    awaitStatus(id, "completed")
        .body("data.trigger", equalTo("api"))
        .body("data.request_id", equalTo("req_" + id.replace("-", "")))
        .body("data.output_data.run", equalTo(id))
        .body("data.input_data", equalTo(Map.of()))
        .body("data.started_at", notNullValue())
        .body("data.exit_code", equalTo(0))
        .header("X-RateLimit-Remaining", "999");
  }

  @Test
  void files_wait_with_the_call() {
    String id =
        async()
            .contentType("multipart/form-data")
            .multiPart("files[]", "a.txt", "one".getBytes(), "text/plain")
            .multiPart("files[]", "b.txt", "two".getBytes(), "text/plain")
            .post(tool.path())
            .then()
            .statusCode(202)
            .extract()
            .path("data.run_id");
    awaitStatus(id, "completed").body("data.output_data.files", equalTo(List.of("one", "two")));
  }

  @Test
  void credentials_and_what_a_call_is_refused_for_are_refused_here_too() {
    async()
        .body("{\"llm_credentials\": {\"api_key\": \"sk-1\"}}")
        .post(tool.path())
        .then()
        .statusCode(400)
        .body("error.fields.field", hasItem("llm_credentials"));
    async()
        .contentType("multipart/form-data")
        .multiPart("file", "a.txt", "one".getBytes(), "text/plain")
        .multiPart("metadata", "{\"llm_credentials\": {\"api_key\": \"sk-1\"}}")
        .post(tool.path())
        .then()
        .statusCode(400)
        .body("error.fields.field", hasItem("llm_credentials"));
    async().body("{broken").post(tool.path()).then().statusCode(400);
    async()
        .header("X-Orchagent-Deadline-Ms", 1)
        .body("{}")
        .post(tool.path())
        .then()
        .statusCode(504);
    assertThat(count("queued")).isZero();
    caller.asOwner().get("/org").then().header("X-RateLimit-Remaining", "1000");
  }

  @Test
  void a_repeat_under_the_same_key_gets_the_same_run() {
    Response first =
        async().header("Idempotency-Key", "k").body("{}").post(tool.path()).thenReturn();
    Response again =
        async().header("Idempotency-Key", "k").body("{}").post(tool.path()).thenReturn();
    first.then().statusCode(202).body("metadata.deduplicated", nullValue());
    again
        .then()
        .statusCode(202)
        .header("Preference-Applied", "respond-async")
        .body("data", equalTo(first.path("data")))
        .body("metadata.deduplicated", equalTo(true))
        .header("X-Run-Id", first.header("X-Run-Id"));
    awaitStatus(first.path("data.run_id"), "completed").header("X-RateLimit-Remaining", "999");
  }

  @Test
  void a_call_that_waits_for_room_can_be_cancelled_and_gives_its_unit_back() {
    List<String> running = fill(60);
    String waiting = queue("{}");
    run(waiting)
        .body("data.status", equalTo("queued"))
        .body("data.started_at", nullValue())
        .header("X-RateLimit-Remaining", "989");
    caller
        .asOwner()
        .post("/workspaces/" + caller.workspaceId + "/runs/" + waiting + "/cancel")
        .then()
        .statusCode(202)
        .body("data.status", equalTo("cancelled"))
        .body("data.error.code", equalTo("CANCELLED"))
        .body("data.started_at", nullValue())
        .header("X-RateLimit-Remaining", "990");
    running.forEach(this::cancel);
    running.forEach(id -> awaitStatus(id, "cancelled"));
    run(waiting)
        .body("data.started_at", nullValue())
        .body("data.output_data", nullValue())
        .header("X-RateLimit-Remaining", "990");
    awaitStatus(queue("{}"), "completed").header("X-RateLimit-Remaining", "989");
  }

  @Test
  void the_deadline_counts_from_the_start_unless_the_caller_named_one() {
    TestTool brief =
        TestTool.publish(caller, Map.of("timeout_seconds", 20), Map.of("main.py", PROGRAM));
    List<String> running = fill(8);
    String patient =
        async().body("{}").post(brief.path()).then().statusCode(202).extract().path("data.run_id");
    String hasty =
        async()
            .header("X-Orchagent-Deadline-Ms", System.currentTimeMillis() + 500)
            .body("{}")
            .post(brief.path())
            .then()
            .statusCode(202)
            .extract()
            .path("data.run_id");
    awaitStatus(hasty, "timeout")
        .body("data.error.code", equalTo("TIMEOUT"))
        .body("data.started_at", nullValue());
    float left = awaitStatus(patient, "completed").extract().path("data.output_data.left");
    assertThat(left).isBetween(12.5f, 20f);
    running.forEach(id -> awaitStatus(id, "completed"));
    run(hasty).header("X-RateLimit-Remaining", "989");
  }

  @Test
  void a_version_that_is_gone_from_sight_when_its_turn_comes_fails_the_run() {
    TestWorkspace author = TestWorkspace.create();
    TestTool theirs =
        TestTool.publish(author, Map.of("is_public", true), Map.of("main.py", PROGRAM));
    List<String> running = fill(60);
    String id =
        async().body("{}").post(theirs.path()).then().statusCode(202).extract().path("data.run_id");
    author
        .asOwner()
        .body(Map.of("is_public", false))
        .patch("/agents/" + theirs.id)
        .then()
        .statusCode(200);
    running.forEach(this::cancel);
    awaitStatus(id, "failed")
        .body("data.error.code", equalTo("NOT_FOUND"))
        .body("data.started_at", nullValue())
        .header("X-RateLimit-Remaining", "990");
  }

  @Test
  void the_plan_says_how_many_may_wait_exactly() {
    List<String> all = new ArrayList<>(fill(120));
    List<Response> answers =
        Together.run(103, i -> async().body("{}").post(tool.path()).thenReturn());
    List<Response> refused = answers.stream().filter(a -> a.statusCode() != 202).toList();
    assertThat(refused).hasSize(3);
    for (Response answer : refused) {
      answer.then().statusCode(403).body("error.code", equalTo("PLAN_LIMIT_REACHED"));
      assertThat(answer.<String>path("error.message")).contains("queued-calls: 100");
    }
    assertThat(count("queued")).isEqualTo(100);
    caller.asOwner().get("/org").then().header("X-RateLimit-Remaining", "890");
    answers.stream()
        .filter(a -> a.statusCode() == 202)
        .map(a -> a.<String>path("data.run_id"))
        .forEach(this::cancel);
    assertThat(count("queued")).isZero();
    caller.asOwner().get("/org").then().header("X-RateLimit-Remaining", "990");
    all.forEach(this::cancel);
    all.forEach(id -> awaitStatus(id, "cancelled"));
  }

  private void limit(TestWorkspace workspace, int calls) {
    TestWorkspace.asAdministrator()
        .body(Map.of("limits", Map.of("concurrent_calls", calls)))
        .patch("/admin/workspaces/" + workspace.workspaceId)
        .then()
        .statusCode(200);
  }

  @Test
  void fifty_that_wait_for_one_place_delay_nobody_else_and_follow_each_other_at_once() {
    limit(caller, 1);
    String first = queue("{\"sleep\": 55}");
    Awaitility.await().until(() -> status(first).equals("running"));
    List<String> waiting = IntStream.range(0, 50).mapToObj(i -> queue("{}")).toList();
    TestWorkspace other = TestWorkspace.create();
    TestTool theirs = TestTool.python(other, PROGRAM);
    String next =
        other
            .asOwner()
            .header("Prefer", "respond-async")
            .body("{}")
            .post(theirs.path())
            .then()
            .statusCode(202)
            .extract()
            .path("data.run_id");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                other
                    .asOwner()
                    .get("/workspaces/" + other.workspaceId + "/runs/" + next)
                    .path("data.status")
                    .equals("completed"));
    assertThat(status(first)).isEqualTo("running");
    assertThat(count("queued")).isEqualTo(50);
    cancel(first);
    awaitStatus(first, "cancelled");
    // One after the other: with a pause before each it would take two minutes and a half
    Awaitility.await()
        .atMost(Duration.ofSeconds(100))
        .until(() -> count("queued") == 0 && count("running") == 0);
    waiting.forEach(id -> awaitStatus(id, "completed"));
  }
}
