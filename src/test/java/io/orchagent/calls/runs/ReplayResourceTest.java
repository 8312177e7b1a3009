package io.orchagent.calls.runs;

import static io.orchagent.testing.TestOrchestrator.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestOrchestrator;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReplayResourceTest {
  /** Gives its input back, and where it was called. */
  private static final String ECHO =
      """
      import json, os, sys
      print(json.dumps({"got": json.load(sys.stdin), "at": os.environ["ORCHAGENT_ENDPOINT"]}))
      """;

  private TestWorkspace owner;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  private Response replay(RequestSpecification as, String run) {
    return as.post("/workspaces/" + owner.workspaceId + "/runs/" + run + "/replay");
  }

  private Response replay(String run) {
    return replay(owner.asOwner(), run);
  }

  private ValidatableResponse get(String run) {
    return owner.asOwner().get("/workspaces/" + owner.workspaceId + "/runs/" + run).then();
  }

  private ValidatableResponse ended(String run) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !Set.of("queued", "running").contains(get(run).extract().path("data.status")));
    return get(run);
  }

  private String run(TestTool tool, String body) {
    return owner.asOwner().body(body).post(tool.path()).then().extract().header("X-Run-Id");
  }

  @Test
  void a_replay_is_a_new_run_of_the_same_input_that_takes_its_unit() {
    TestTool tool = TestTool.python(owner, ECHO);
    String first =
        owner
            .asOwner()
            .header("X-Orchagent-Tenant", "customer 7")
            .body("{\"b\": 1.50, \"a\": [null, \"\\u0000\"]}")
            .post("/" + tool.org + "/" + tool.name + "/latest/check")
            .then()
            .statusCode(200)
            .extract()
            .header("X-Run-Id");
    // The replay is of the version that ran, not of the newest
    TestTool.runnable(owner, TestTool.tool(tool.name));
    Response accepted = replay(owner.asOwner().body(Map.of("reason", "to see it again")), first);
    String again = accepted.path("data.id");
    accepted
        .then()
        .statusCode(202)
        .header("X-Run-Id", again)
        .header("X-RateLimit-Remaining", "998")
        .body("data.id", not(equalTo(first)))
        .body("data.replay_of", equalTo(first))
        .body("data.trigger", equalTo("replay"))
        .body("data.agent_id", equalTo(tool.id))
        .body("data.version", equalTo("v1"))
        .body("data.endpoint", equalTo("check"))
        .body("data.tenant_id", equalTo("customer 7"))
        .body("data.parent_run_id", nullValue())
        .body("data.root_run_id", equalTo(again))
        .body("data.request_id", equalTo("req_" + again.replace("-", "")))
        .body("metadata.deduplicated", nullValue());
    ValidatableResponse end = ended(again);
    end.body("data.status", equalTo("completed"))
        .body("data.trigger", equalTo("replay"))
        .body("data.replay_of", equalTo(first))
        .body("data.output_data.at", equalTo("check"));
    Map<String, Object> before = get(first).extract().path("data.output_data");
    Map<String, Object> after = end.extract().path("data.output_data");
    assertThat(after).isEqualTo(before);
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/audit")
        .then()
        .body("data[0].action", equalTo("run.replayed"))
        .body("data[0].target", equalTo(first + " as " + again + ": to see it again"))
        .body("data[0].actor", equalTo(owner.email));
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/runs?trigger=replay")
        .then()
        .body("data.id", equalTo(List.of(again)));
  }

  @Test
  void what_a_run_called_is_replayed_at_the_top_and_headers_are_kept() {
    TestTool leaf = TestTool.python(owner, ECHO);
    TestOrchestrator boss = TestOrchestrator.publish(owner, Map.of(), leaf.path());
    Response first =
        owner
            .asOwner()
            .header("X-Orchagent-Max-Hops", "1")
            .body(Map.of("calls", List.of(call(leaf.path()))))
            .post(boss.path());
    assertThat(first.<String>path("data.env.ORCHAGENT_MAX_HOPS")).isEqualTo("1");
    String inner = first.path("data.answers[0].run");
    String again = replay(inner).then().statusCode(202).extract().path("data.id");
    ended(again)
        .body("data.status", equalTo("completed"))
        .body("data.root_run_id", equalTo(again))
        .body("data.parent_run_id", nullValue())
        .body("data.replay_of", equalTo(inner));
    String whole =
        replay(first.<String>path("metadata.run_id"))
            .then()
            .statusCode(202)
            .extract()
            .path("data.id");
    ended(whole)
        .body("data.output_data.env.ORCHAGENT_MAX_HOPS", equalTo("1"))
        .body("data.output_data.answers[0].status", equalTo(200));
    String third = replay(whole).then().statusCode(202).extract().path("data.id");
    ended(third).body("data.output_data.env.ORCHAGENT_MAX_HOPS", equalTo("1"));
  }

  @Test
  void under_one_key_there_is_one_replay() {
    String first = run(TestTool.python(owner, ECHO), "{}");
    String key = TestWorkspace.unique();
    String again =
        replay(owner.asOwner().header("Idempotency-Key", key), first)
            .then()
            .statusCode(202)
            .extract()
            .path("data.id");
    replay(owner.asOwner().header("Idempotency-Key", key), first)
        .then()
        .statusCode(202)
        .body("data.id", equalTo(again))
        .body("metadata.deduplicated", equalTo(true));
    replay(owner.asOwner().header("Idempotency-Key", key).body("{\"reason\": \"other\"}"), first)
        .then()
        .statusCode(409);
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/runs?trigger=replay")
        .then()
        .body("metadata.total", equalTo(1));
    replay(owner.asOwner().header("Idempotency-Key", ""), first).then().statusCode(400);
  }

  @Test
  void a_run_of_another_workspace_is_not_there() {
    String first = run(TestTool.python(owner, ECHO), "{}");
    TestWorkspace stranger = TestWorkspace.create();
    replay(stranger.asOwner(), first).then().statusCode(404);
    stranger
        .asOwner()
        .post("/workspaces/" + stranger.workspaceId + "/runs/" + first + "/replay")
        .then()
        .statusCode(404);
    replay(UUID.randomUUID().toString()).then().statusCode(404);
    replay("nonsense").then().statusCode(404);
  }

  @Test
  void what_is_not_there_any_more_is_told() {
    TestTool tool = TestTool.python(owner, ECHO);
    String withFile =
        owner
            .asOwner()
            .contentType("multipart/form-data")
            .multiPart("file", "a.txt", "one".getBytes(), "text/plain")
            .post(tool.path())
            .then()
            .statusCode(200)
            .extract()
            .header("X-Run-Id");
    replay(withFile)
        .then()
        .statusCode(409)
        .body("error.code", equalTo("CONFLICT"))
        .body("error.message", containsString("files"));
    String formOnly =
        owner
            .asOwner()
            .contentType("multipart/form-data")
            .multiPart("metadata", "{\"a\": 1}", "application/json")
            .post(tool.path())
            .then()
            .statusCode(200)
            .extract()
            .header("X-Run-Id");
    replay(formOnly).then().statusCode(202);
  }

  @Test
  void an_agent_that_became_private_is_told() {
    TestWorkspace author = TestWorkspace.create();
    TestTool tool = TestTool.publish(author, Map.of("is_public", true), Map.of("main.py", ECHO));
    String first = run(tool, "{}");
    author
        .asOwner()
        .body(Map.of("is_public", false))
        .patch("/agents/" + tool.id)
        .then()
        .statusCode(200);
    replay(first)
        .then()
        .statusCode(409)
        .body("error.code", equalTo("CONFLICT"))
        .body("error.message", startsWith(tool.org + "/" + tool.name + "@v1 was deleted"));
  }

  @Test
  void a_key_that_came_with_the_call_is_not_there_for_its_replay() {
    TestModel model = TestModel.of("openai").says("Bonjour", 30, 10);
    TestPrompt prompt = TestPrompt.publish(owner, "Greet {{who}}.");
    String first =
        prompt
            .call(owner, TestPrompt.with(model, "who", "Ada"))
            .statusCode(200)
            .extract()
            .header("X-Run-Id");
    replay(first)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("LLM_KEY_REQUIRED"))
        .body("error.message", containsString("never stored"));
    owner.asOwner().get("/org").then().header("X-RateLimit-Remaining", "999");
  }

  @Test
  void what_does_not_fit_is_refused() {
    String first = run(TestTool.python(owner, ECHO), "{}");
    replay(owner.asOwner().body("{\"why\": 1}"), first)
        .then()
        .statusCode(400)
        .body("error.fields.field", hasItem("why"));
    replay(owner.asOwner().body(Map.of("reason", "x".repeat(301))), first)
        .then()
        .statusCode(400)
        .body("error.fields.field", hasItem("reason"));
    replay(owner.asOwner().body(Map.of("reason", "a\nb")), first).then().statusCode(400);
    replay(owner.asOwner().body("[1]"), first).then().statusCode(400);
    replay(owner.asOwner().contentType("text/plain").body("why"), first).then().statusCode(415);
    replay(owner.asOwner().body("x".repeat(70_000)), first).then().statusCode(413);
  }

  @Test
  void a_replay_without_a_unit_is_refused_like_any_call() {
    String first = run(TestTool.python(owner, ECHO), "{}");
    TestWorkspace.asAdministrator()
        .body(Map.of("limits", Map.of("calls_per_day", 1)))
        .patch("/admin/workspaces/" + owner.workspaceId)
        .then()
        .statusCode(200);
    replay(first).then().statusCode(429).body("error.code", equalTo("RATE_LIMITED"));
  }
}
