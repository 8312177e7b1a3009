package io.orchagent.calls;

import static io.orchagent.testing.TestPrompt.loop;
import static io.orchagent.testing.TestPrompt.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orchagent.testing.RawStream;
import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What loops work with: files, bundles, other agents; and the log of that. */
@QuarkusTest
class LoopWorkResourceTest {
  private TestWorkspace owner;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  private static Map<String, Object> manifest(TestTool... called) {
    return Map.of(
        "manifest_version",
        1,
        "max_hops",
        3,
        "dependencies",
        Arrays.stream(called)
            .map(tool -> Map.of("id", tool.org + "/" + tool.name, "version", "v1"))
            .toList());
  }

  private static Map<String, Object> calls(TestTool called) {
    return Map.of(
        "name",
        "ask",
        "command",
        "python3 helpers/orch_call.py %s/%s@v1".formatted(called.org, called.name),
        "input_schema",
        Map.of("type", "object", "properties", Map.of("q", Map.of("type", "string"))));
  }

  private JsonPath runs(String query) {
    return owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/runs" + query)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  @Test
  void uploads_and_the_bundle_lie_in_its_sandbox() throws IOException {
    TestTool agent =
        TestTool.publish(
            owner,
            Map.of("type", "agent", "prompt", "Look."),
            Map.of("main.py", "", "words/hello.txt", "from the bundle"));
    TestModel model =
        TestModel.of("openai")
            .uses("bash", "{\"command\":\"cat words/hello.txt /tmp/uploads/a.txt\"}")
            .says("over", 1, 1);
    owner
        .asOwner()
        .contentType("multipart/form-data")
        .multiPart("file", "a.txt", " and uploaded".getBytes(), "text/plain")
        .multiPart(
            "metadata",
            JsonMapper.builder().build().writeValueAsString(with(model, "why", "so")),
            "application/json")
        .post(agent.path())
        .then()
        .statusCode(200)
        .body("data.result", equalTo("over"));
    assertThat(model.results(1)).containsExactly("from the bundle and uploaded");
    assertThat(model.seen().getFirst().text()).contains("/tmp/uploads/a.txt", "why");
  }

  @Test
  void a_dependency_is_called_with_the_tools_input_and_its_data_is_the_tools_output() {
    TestTool called =
        TestTool.python(
            owner, "import json, sys; d = json.load(sys.stdin); print(json.dumps({'got': d}))");
    TestModel model =
        TestModel.of("openai")
            .uses("ask", "{\"q\":\"what's \\\"up\\\"?\"}")
            .uses("submit_result", "{\"done\":true}");
    String run =
        loop(owner, "manifest", manifest(called), "custom_tools", List.of(calls(called)))
            .call(owner, with(model))
            .statusCode(200)
            .body("data.done", equalTo(true))
            .extract()
            .header("X-Run-Id");
    assertThat(JsonPath.from(model.results(1).getFirst()).getString("got.q"))
        .isEqualTo("what's \"up\"?");
    JsonPath children = runs("?trigger=agent");
    assertThat(children.getList("data.parent_run_id")).containsExactly(run);
    assertThat(children.getList("data.status")).containsExactly("completed");
    assertThat(children.getString("data[0].agent")).isEqualTo(called.org + "/" + called.name);
  }

  @Test
  void a_dependency_that_fails_was_called_and_one_that_refused_was_not() {
    TestTool called =
        TestTool.publish(
            owner,
            Map.of("input_schema", Map.of("type", "object", "required", List.of("q"))),
            Map.of("main.py", "import sys; sys.exit(3)"));
    TestModel model =
        TestModel.of("openai")
            .uses("ask", "{}", "submit_result", "{}")
            .uses("ask", "{\"q\":\"x\"}", "submit_result", "{\"sorry\":true}");
    loop(owner, "manifest", manifest(called), "custom_tools", List.of(calls(called)))
        .call(owner, with(model))
        .statusCode(200)
        .body("data.sorry", equalTo(true));
    assertThat(model.results(1).get(0)).contains("INVALID_INPUT", "exit code 1");
    assertThat(model.results(1).get(1)).startsWith("STRICT_MODE_DEPENDENCY_REQUIRED");
    assertThat(runs("?trigger=agent").getList("data.status")).containsExactly("failed");
  }

  @Test
  void a_strict_parent_makes_a_loop_below_it_strict() {
    TestModel below =
        TestModel.of("openai").uses("bash", "{\"command\":\"id\"}").says("{\"n\":1}", 1, 1);
    TestSecrets.set(owner, below.secret(), below.key);
    TestTool inner =
        TestTool.publish(
            owner,
            Map.of("type", "agent", "prompt", "Look.", "supported_providers", List.of("openai")),
            Map.of());
    TestModel above =
        TestModel.of("anthropic")
            .uses("ask", "{\"q\":\"x\"}")
            .uses("submit_result", "{\"ok\":true}");
    loop(owner, "manifest", manifest(inner), "custom_tools", List.of(calls(inner)))
        .call(owner, with(above))
        .statusCode(200)
        .body("data.ok", equalTo(true));
    assertThat(below.results(1).getFirst()).startsWith("STRICT_MODE_BASH_DISABLED");
    assertThat(above.results(1)).containsExactly("{\"n\": 1}\n");
  }

  @Test
  void its_log_is_what_the_model_said_and_what_the_tools_did() {
    String secret = "value-" + TestWorkspace.unique();
    TestSecrets.set(owner, "API_TOKEN", secret);
    TestModel model =
        TestModel.of("openai")
            .uses(
                "bash",
                "{\"command\":\"echo $API_TOKEN\"}",
                "bash",
                "{\"command\":\"head -c 5000 /dev/zero | tr '\\\\0' x; exit 3\"}")
            .says("I saw " + secret, 1, 1);
    String run =
        loop(owner, "required_secrets", List.of("API_TOKEN"))
            .call(owner, with(model))
            .statusCode(200)
            .extract()
            .header("X-Run-Id");
    JsonPath logs = runs("/" + run + "/logs");
    assertThat(logs.getString("data.stdout")).isEqualTo("I saw ***\n");
    assertThat(logs.getString("data.stderr").replaceAll("in \\d+ ms", "in N ms"))
        .isEqualTo(
            """
            turn 1: bash succeeded in N ms
            {"command":"echo $API_TOKEN"}
            ***
            turn 1: bash failed in N ms
            {"command":"head -c 5000 /dev/zero | tr '\\\\0' x; exit 3"}
            %s…
            """
                .formatted("x".repeat(2_048)));
    assertThat(logs.getMap("data")).containsEntry("exit_code", null);
  }

  @Test
  void what_tools_are_given_and_answer_is_told_nowhere_when_the_agent_is_closed()
      throws IOException {
    TestWorkspace caller = TestWorkspace.create();
    tells(caller);
    TestPrompt agent = loop(owner, "is_public", true, "allow_local_download", false);
    String run =
        caller
            .asOwner()
            .body("{}")
            .post(agent.path() + "?verbose=true")
            .then()
            .statusCode(200)
            .body("metadata.stdout", equalTo("over\n"))
            .extract()
            .header("X-Run-Id");
    String logs =
        caller
            .asOwner()
            .get("/workspaces/" + caller.workspaceId + "/runs/" + run + "/logs")
            .path("data.stderr");
    assertThat(logs).matches("turn 1: bash succeeded in \\d+ ms\n");
    tells(caller);
    try (RawStream stream = RawStream.call(caller, agent.path(), "{}")) {
      assertThat(stream.rest())
          .contains("{\"type\":\"tool_call\",\"tool\":\"bash\"}")
          .doesNotContain("told");
    }
    // Its own workspace sees it
    tells(owner);
    try (RawStream stream = RawStream.call(owner, agent.path(), "{}")) {
      assertThat(stream.rest()).contains("echo told");
    }
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/runs/" + run + "/logs")
        .then()
        .statusCode(404)
        .body("data", nullValue());
  }

  /** The workspace gets a model that uses one tool. */
  private static void tells(TestWorkspace caller) {
    TestModel model =
        TestModel.of("openai").uses("bash", "{\"command\":\"echo told\"}").says("over", 1, 1);
    TestSecrets.set(caller, model.secret(), model.key);
  }
}
