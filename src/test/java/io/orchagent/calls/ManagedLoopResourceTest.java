package io.orchagent.calls;

import static io.orchagent.testing.TestPrompt.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that uses tools in a sandbox until it submits a result. */
@QuarkusTest
class ManagedLoopResourceTest {
  private static final Map<String, Object> NUMBER =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("n", Map.of("type", "integer")),
          "required",
          List.of("n"));

  private TestWorkspace owner;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  private TestPrompt agent(Object... more) {
    return TestPrompt.loop(owner, more);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "gemini"})
  void tools_share_one_sandbox_until_a_result_is_submitted(String provider) {
    TestModel model =
        TestModel.of(provider)
            .uses(
                "bash",
                "{\"command\":\"echo 42 > n; id -u; pwd\"}",
                "list_files",
                "{\"path\":\".\"}")
            .uses("read_file", "{\"path\":\"n\"}")
            .uses("submit_result", "{\"n\":\"many\"}")
            .uses("submit_result", "{\"n\":42}");
    agent("output_schema", NUMBER)
        .call(owner, with(model, "what", "count"))
        .statusCode(200)
        .body("data", equalTo(Map.of("n", 42)))
        .body("metadata.usage.input_tokens", equalTo(40))
        .body("metadata.usage.output_tokens", equalTo(20));
    assertThat(model.results(1).get(0)).isEqualTo("1000\n/home/user\n");
    assertThat(model.results(1).get(1)).contains("helpers/", "n 3");
    assertThat(model.results(2).getLast()).isEqualTo("42\n");
    assertThat(model.results(3).getLast()).contains("does not fit its schema");
    assertThat(model.seen().getFirst().text()).contains("You are careful.", "count");
  }

  @Test
  void ollama_uses_tools_by_name() {
    TestModel model =
        TestModel.named("loop-" + TestWorkspace.unique())
            .uses("bash", "{\"command\":\"echo hi\"}")
            .says("{\"done\":true}", 1, 1);
    agent("supported_providers", List.of("ollama"), "default_models", Map.of("ollama", model.key))
        .call(owner, Map.of())
        .statusCode(200)
        .body("data.done", equalTo(true));
    assertThat(model.results(1)).containsExactly("hi\n");
  }

  @Test
  void what_a_model_asks_for_wrongly_it_is_told() {
    TestModel model =
        TestModel.of("openai")
            .uses(
                "rm_rf",
                "{}",
                "bash",
                "not json",
                "bash",
                "{\"cmd\":1}",
                "bash",
                "{\"command\":\"exit 3\"}")
            .uses("bash", "{\"command\":\"head -c 1000000 /dev/zero | tr '\\\\0' x\"}")
            .says("over", 1, 1);
    agent().call(owner, with(model)).statusCode(200).body("data.result", equalTo("over"));
    List<String> told = model.results(1);
    assertThat(told.get(0)).startsWith("UNKNOWN_TOOL");
    assertThat(told.get(1)).startsWith("INVALID_ARGUMENTS");
    assertThat(told.get(2)).startsWith("INVALID_ARGUMENTS");
    assertThat(told.get(3)).contains("exit code 3");
    assertThat(model.results(2).getLast()).hasSizeLessThan(70_000).contains("bytes left out");
  }

  @Test
  void parameters_of_custom_tools_are_data_in_every_quotes() {
    String nasty = "a'b\"c $(touch /home/user/pwned) `touch /home/user/pwned`; touch pwned #";
    Map<String, Object> tool =
        Map.of(
            "name",
            "say",
            "command",
            "printf '%s|' {{text}} \"{{text}}\" '{{text}}'; ls; cat /tmp/__tool_input.json",
            "input_schema",
            Map.of(
                "type",
                "object",
                "properties",
                Map.of("text", Map.of("type", "string")),
                "required",
                List.of("text")));
    TestModel model =
        TestModel.of("openai")
            .uses(
                "say", "{\"text\":\"" + nasty.replace("\"", "\\\"") + "\"}", "say", "{\"text\":5}")
            .says("over", 1, 1);
    agent("custom_tools", List.of(tool)).call(owner, with(model)).statusCode(200);
    assertThat(model.results(1).getFirst())
        .startsWith(nasty + "|" + nasty + "|" + nasty + "|helpers\n{\"text\":");
    assertThat(model.results(1).get(1)).startsWith("INVALID_ARGUMENTS");
  }

  @Test
  void a_loop_that_never_submits_ends() {
    TestModel model = TestModel.of("openai").uses("list_files", "{\"path\":\".\"}");
    agent("loop", Map.of("max_turns", 3))
        .call(owner, with(model))
        .statusCode(422)
        .body("error.code", equalTo("UNPROCESSABLE"))
        .body("error.detail", equalTo("MAX_TURNS_EXCEEDED"));
    assertThat(model.seen()).hasSize(3);
  }

  @Test
  void secrets_are_there_and_keys_are_not() {
    TestModel model =
        TestModel.of("openai").uses("bash", "{\"command\":\"env\"}").says("over", 1, 1);
    TestSecrets.set(owner, model.secret(), model.key);
    TestSecrets.set(owner, "API_TOKEN", "token-of-the-owner");
    agent("required_secrets", List.of("API_TOKEN")).call(owner, Map.of()).statusCode(200);
    assertThat(model.results(1).getFirst())
        .contains("API_TOKEN=token-of-the-owner", "ORCHAGENT_RUN_ID=")
        .doesNotContain(model.key);
  }

  @Test
  void an_orchestrator_has_to_call_a_dependency_and_has_no_shell() {
    TestTool called = TestTool.python(owner, "print('{}')");
    Map<String, Object> manifest =
        Map.of(
            "manifest_version",
            1,
            "max_hops",
            2,
            "dependencies",
            List.of(Map.of("id", called.org + "/" + called.name, "version", "v1")));
    TestModel model =
        TestModel.of("openai")
            .uses("bash", "{\"command\":\"id\"}", "submit_result", "{}", "pretends", "{}")
            .uses("submit_result", "{}", "ask", "{}")
            .uses("submit_result", "{\"ok\":true}");
    agent(
            "manifest",
            manifest,
            "custom_tools",
            List.of(
                Map.of("name", "pretends", "command", "true orch_call.py"),
                Map.of(
                    "name",
                    "ask",
                    "command",
                    "python3 helpers/orch_call.py %s/%s@v1".formatted(called.org, called.name))))
        .call(owner, with(model))
        .statusCode(200)
        .body("data.ok", equalTo(true));
    assertThat(model.results(1).get(0)).startsWith("STRICT_MODE_BASH_DISABLED");
    assertThat(model.results(1).get(1)).startsWith("STRICT_MODE_DEPENDENCY_REQUIRED");
    assertThat(model.results(2).get(3)).startsWith("STRICT_MODE_DEPENDENCY_REQUIRED");
    assertThat(model.seen().getFirst().body().at("/tools").findValuesAsText("name"))
        .contains("ask", "submit_result")
        .doesNotContain("bash");
  }

  @Test
  void a_queued_loop_runs_too() {
    TestModel model =
        TestModel.of("openai").uses("bash", "{\"command\":\"echo 1\"}").says("[1]", 1, 1);
    TestSecrets.set(owner, model.secret(), model.key);
    String run =
        owner
            .asOwner()
            .header("Prefer", "respond-async")
            .body("{}")
            .post(agent().path())
            .then()
            .statusCode(202)
            .extract()
            .path("data.run_id");
    String path = "/workspaces/" + owner.workspaceId + "/runs/" + run;
    Awaitility.await()
        .untilAsserted(
            () -> owner.asOwner().get(path).then().body("data.status", equalTo("completed")));
    owner.asOwner().get(path).then().body("data.output_data", equalTo(List.of(1)));
  }

  @Test
  void the_deadline_ends_a_command() {
    TestModel model = TestModel.of("openai").uses("bash", "{\"command\":\"sleep 60\"}");
    agent("timeout_seconds", 2)
        .call(owner, with(model))
        .statusCode(504)
        .body("error.code", equalTo("SANDBOX_TIMEOUT"));
  }

  @Test
  void a_cancelled_loop_ends_within_a_second() throws Exception {
    TestModel model = TestModel.of("openai").uses("bash", "{\"command\":\"sleep 60\"}");
    TestPrompt agent = agent();
    CompletableFuture<Response> call =
        CompletableFuture.supplyAsync(
            () -> owner.asOwner().body(with(model)).post(agent.path()).thenReturn(),
            task -> Thread.ofVirtual().start(task));
    Awaitility.await().until(() -> !model.seen().isEmpty());
    String runs = "/workspaces/" + owner.workspaceId + "/runs";
    String run = owner.asOwner().get(runs + "?status=running").then().extract().path("data[0].id");
    long asked = System.nanoTime();
    owner.asOwner().post(runs + "/" + run + "/cancel").then().statusCode(202);
    call.get().then().statusCode(409).body("error.code", equalTo("CANCELLED"));
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
  }
}
