package io.orchagent.calls.traces;

import static io.orchagent.testing.TestPrompt.loop;
import static io.orchagent.testing.TestPrompt.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happened in a run, step by step. */
@QuarkusTest
class RunTraceResourceTest {
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

  private static String runOf(ValidatableResponse call) {
    return call.extract().header("X-Run-Id");
  }

  private static ValidatableResponse get(TestWorkspace reader, String run, String query) {
    return reader
        .asOwner()
        .get("/workspaces/" + reader.workspaceId + "/runs/" + run + "/trace" + query)
        .then();
  }

  private JsonPath trace(ValidatableResponse call) {
    return get(owner, runOf(call), "?limit=200").statusCode(200).extract().jsonPath();
  }

  @Test
  void a_prompt_has_one_call_of_a_model_with_tokens_and_cost() {
    TestModel model = TestModel.of("openai").says("fine", 20, 10);
    JsonPath trace = trace(TestPrompt.publish(owner, "Answer").call(owner, with(model)));
    assertThat(trace.getList("data.event_type"))
        .containsExactly("llm_call_started", "llm_call_succeeded");
    assertThat(trace.getList("data.sequence_no")).containsExactly(1, 2);
    assertThat(trace.getList("data.provider")).containsExactly("openai", "openai");
    assertThat(trace.getList("data.model")).containsExactly("gpt-4.1-mini", "gpt-4.1-mini");
    assertThat(trace.getList("data.token_input")).containsExactly(null, 20);
    assertThat(trace.getList("data.token_output")).containsExactly(null, 10);
    assertThat(trace.getList("data.cost_usd")).containsExactly(null, "0.000024");
    assertThat(trace.getInt("data[1].duration_ms")).isBetween(0, 60_000);
    assertThat(trace.getMap("data[1].payload"))
        .isEqualTo(Map.of("finish", "complete", "characters", 4));
    assertThat(trace.getInt("metadata.total")).isEqualTo(2);
    assertThat(trace.getInt("metadata.limit")).isEqualTo(200);
  }

  @Test
  void an_answer_that_does_not_fit_is_there_with_what_became_of_it() {
    TestModel model = TestModel.of("openai").says("many", 1, 1).says("{\"n\":1.5}", 1, 1);
    ValidatableResponse call =
        TestPrompt.publish(owner, "Count", "output_schema", NUMBER).call(owner, with(model));
    JsonPath trace = trace(call.statusCode(422));
    assertThat(trace.getList("data.event_type"))
        .containsExactly(
            "llm_call_started",
            "llm_call_succeeded",
            "decision",
            "llm_call_started",
            "llm_call_succeeded",
            "decision",
            "error");
    assertThat(trace.getString("data[2].payload.decision")).isEqualTo("repair");
    assertThat(trace.getString("data[2].payload.text")).isEqualTo("many");
    assertThat(trace.getString("data[5].payload.decision")).isEqualTo("give_up");
    assertThat(trace.getString("data[5].payload.problems")).contains("n: ");
    assertThat(trace.getString("data[6].payload.code")).isEqualTo("UNPROCESSABLE");
  }

  @Test
  void a_fallback_is_between_two_providers_and_no_key_is_told() {
    TestModel openai = TestModel.of("openai");
    openai.fails(500, "down, said " + openai.key);
    TestModel anthropic = TestModel.of("anthropic").says("here", 30, 10);
    TestSecrets.set(owner, openai.secret(), openai.key);
    TestSecrets.set(owner, anthropic.secret(), anthropic.key);
    JsonPath trace = trace(TestPrompt.publish(owner, "Answer").call(owner, Map.of()));
    assertThat(trace.getList("data.event_type"))
        .containsExactly(
            "llm_call_started",
            "llm_call_failed",
            "llm_call_started",
            "llm_call_failed",
            "llm_call_started",
            "llm_call_failed",
            "fallback_transition",
            "llm_call_started",
            "llm_call_succeeded");
    String message = "openai answered with status 500: down, said ***";
    assertThat(trace.getMap("data[1].payload"))
        .isEqualTo(Map.of("kind", "down", "status", 500, "retry_in_ms", 20, "message", message));
    assertThat(trace.getMap("data[2].payload")).isEqualTo(Map.of("attempt", 2));
    assertThat(trace.getMap("data[3].payload"))
        .containsEntry("attempt", 2)
        .containsEntry("retry_in_ms", 40);
    assertThat(trace.getMap("data[5].payload"))
        .isEqualTo(Map.of("kind", "down", "status", 500, "attempt", 3, "message", message));
    assertThat(trace.getMap("data[6].payload"))
        .isEqualTo(Map.of("from", "openai/gpt-4.1-mini", "to", "anthropic/claude-haiku-4-5"));
    assertThat(trace.getString("data[8].provider")).isEqualTo("anthropic");
  }

  @Test
  void a_loop_has_its_tools_decisions_and_violations() {
    TestTool called = TestTool.python(owner, "print('{}')");
    TestModel model =
        TestModel.of("openai")
            .uses("bash", "{\"command\":\"id\"}", "list_files", "{\"path\":\".\"}")
            .says("{\"n\":1}", 3, 4);
    ValidatableResponse call =
        loop(
                owner,
                "manifest",
                Map.of(
                    "manifest_version",
                    1,
                    "max_hops",
                    1,
                    "dependencies",
                    List.of(Map.of("id", called.org + "/" + called.name, "version", "v1"))))
            .call(owner, with(model));
    JsonPath trace = trace(call);
    assertThat(trace.getList("data.event_type"))
        .containsExactly(
            "llm_call_started",
            "llm_call_succeeded",
            "tool_call_started",
            "policy_violation",
            "tool_call_failed",
            "tool_call_started",
            "tool_call_succeeded",
            "llm_call_started",
            "llm_call_succeeded",
            "decision");
    assertThat(trace.getList("data.payload.turn")).containsExactly(1, 1, 1, 1, 1, 1, 1, 2, 2, 2);
    assertThat(trace.getMap("data[2].payload"))
        .isEqualTo(Map.of("turn", 1, "tool", "bash", "arguments", "{\"command\":\"id\"}"));
    assertThat(trace.getString("data[3].payload.rule")).isEqualTo("STRICT_MODE_BASH_DISABLED");
    assertThat(trace.getString("data[6].payload.output")).isEqualTo("helpers/");
    assertThat(trace.getString("data[8].payload.text")).isEqualTo("{\"n\":1}");
    assertThat(trace.getString("data[9].payload.decision")).isEqualTo("final_text");
    get(owner, runOf(call), "?limit=2&offset=3")
        .body("data.sequence_no", equalTo(List.of(4, 5)))
        .body("metadata.total", equalTo(10))
        .body("metadata.limit", equalTo(2))
        .body("metadata.offset", equalTo(3));
  }

  @Test
  void secrets_are_masked_also_where_a_payload_is_cut_and_odd_characters_do_no_harm() {
    String secret = "Q".repeat(20) + TestWorkspace.unique() + "Z".repeat(200);
    TestSecrets.set(owner, "API_TOKEN", secret);
    TestModel model =
        TestModel.of("openai")
            .uses(
                "bash",
                "{\"command\":\"head -c 8100 /dev/zero | tr '\\\\0' x; echo -n $API_TOKEN\"}",
                "bash",
                "{\"command\":\"printf 'a\\\\0b\\\\033c\\\\377'; echo $API_TOKEN \\ud800\"}")
            .says("over " + secret, 1, 1);
    ValidatableResponse call =
        loop(owner, "required_secrets", List.of("API_TOKEN")).call(owner, with(model));
    call.statusCode(200).body("data.result", equalTo("over " + secret));
    JsonPath trace = trace(call);
    assertThat(trace.getString("data[3].payload.output")).hasSize(8_103).endsWith("x***");
    assertThat(trace.getString("data[5].payload.output")).startsWith("a\uFFFDb\u001bc\uFFFD***");
    assertThat(
            trace.getString(
                "data.find { it.payload.text != null && it.payload.turn == 2 }.payload.text"))
        .isEqualTo("over ***");
    assertThat(trace.prettify()).doesNotContain(secret.substring(0, 8), "ZZZZZZZZ", model.key);
  }

  @Test
  void what_is_too_long_is_cut_and_says_so() {
    TestModel model =
        TestModel.of("openai")
            .uses("bash", "{\"command\":\"head -c 30000 /dev/zero | tr '\\\\0' x\"}")
            .says("y".repeat(20_000), 1, 1);
    JsonPath trace = trace(loop(owner).call(owner, with(model)));
    assertThat(trace.getString("data[3].payload.output")).matches("x{8188}");
    assertThat(trace.getBoolean("data[3].payload.truncated")).isTrue();
    assertThat(trace.getString("data[5].payload.text")).matches("y{8192}");
    assertThat(trace.getBoolean("data[5].payload.truncated")).isTrue();
  }

  @Test
  void others_read_a_payload_only_where_the_agents_inside_is_open() {
    TestWorkspace reader = TestWorkspace.create();
    for (boolean open : List.of(true, false)) {
      TestModel model =
          TestModel.of("openai").uses("bash", "{\"command\":\"echo told\"}").says("over", 5, 6);
      TestPrompt agent = loop(owner, "is_public", true, "allow_local_download", open);
      String run = runOf(agent.call(reader, with(model)));
      JsonPath trace = get(reader, run, "").statusCode(200).extract().jsonPath();
      assertThat(trace.getList("data.event_type")).hasSize(7);
      assertThat(trace.getList("data.token_output")).contains(5, 6);
      assertThat(trace.prettify().contains("told")).isEqualTo(open);
      assertThat(trace.getList("data.payload").stream().allMatch(p -> (p == null) != open))
          .isTrue();
      String own = runOf(agent.call(owner, with(model)));
      assertThat(get(owner, own, "").extract().jsonPath().getList("data.payload"))
          .doesNotContainNull();
      // Not even its author reads the runs of others
      get(owner, run, "").statusCode(404);
    }
  }

  @Test
  void an_agent_that_was_closed_since_is_closed() {
    TestWorkspace reader = TestWorkspace.create();
    TestTool agent =
        TestTool.publish(
            owner, Map.of("type", "prompt", "prompt", "Answer", "is_public", true), Map.of());
    TestModel model = TestModel.of("openai").says("fine", 1, 1);
    String run = runOf(reader.asOwner().body(with(model)).post(agent.path()).then());
    get(reader, run, "").body("data[1].payload.finish", equalTo("complete"));
    owner
        .asOwner()
        .body(Map.of("allow_local_download", false))
        .patch("/agents/" + agent.id)
        .then()
        .statusCode(200);
    Awaitility.await()
        .untilAsserted(() -> get(reader, run, "").body("data[1].payload", equalTo(null)));
  }

  @Test
  void a_loop_that_goes_on_can_be_read_so_far() throws Exception {
    TestModel model =
        TestModel.of("openai").uses("bash", "{\"command\":\"echo so far\"}").isSlow(30_000);
    TestPrompt agent = loop(owner);
    CompletableFuture<Response> call =
        CompletableFuture.supplyAsync(
            () -> owner.asOwner().body(with(model)).post(agent.path()).thenReturn(),
            task -> Thread.ofVirtual().start(task));
    Awaitility.await().until(() -> model.seen().size() == 2);
    String runs = "/workspaces/" + owner.workspaceId + "/runs";
    String run = owner.asOwner().get(runs + "?status=running").then().extract().path("data[0].id");
    JsonPath trace = get(owner, run, "").statusCode(200).extract().jsonPath();
    assertThat(trace.getList("data.event_type"))
        .containsExactly(
            "llm_call_started",
            "llm_call_succeeded",
            "tool_call_started",
            "tool_call_succeeded",
            "llm_call_started");
    assertThat(trace.getString("data[3].payload.output")).isEqualTo("so far\n");
    owner.asOwner().post(runs + "/" + run + "/cancel").then().statusCode(202);
    call.get().then().statusCode(409);
    trace = get(owner, run, "").statusCode(200).extract().jsonPath();
    assertThat(trace.getList("data.event_type")).hasSize(7).endsWith("llm_call_failed", "error");
    assertThat(trace.getString("data[6].payload.code")).isEqualTo("CANCELLED");
  }

  @Test
  void a_program_has_no_events_and_a_run_of_others_is_not_there() {
    TestTool tool = TestTool.python(owner, "print('{}')");
    String run = runOf(owner.asOwner().body("{}").post(tool.path()).then().statusCode(200));
    get(owner, run, "").statusCode(200).body("data", equalTo(List.of()));
    get(TestWorkspace.create(), run, "").statusCode(404);
    get(owner, UUID.randomUUID().toString(), "").statusCode(404);
    get(owner, "none", "").statusCode(404);
    get(owner, run, "?limit=0").statusCode(400);
  }
}
