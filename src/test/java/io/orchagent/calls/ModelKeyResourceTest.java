package io.orchagent.calls;

import static io.orchagent.testing.TestPrompt.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which provider and which model a call uses, and with whose key. */
@QuarkusTest
class ModelKeyResourceTest {
  private TestWorkspace owner;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  private String modelOf(TestModel stub) {
    return stub.seen().getLast().body().path("model").textValue();
  }

  @Test
  void without_a_key_nothing_runs() {
    TestPrompt any = TestPrompt.publish(owner, "Answer");
    any.call(owner, Map.of())
        .statusCode(400)
        .body("error.code", equalTo("LLM_KEY_REQUIRED"))
        .body("error.is_retryable", equalTo(false))
        .body("error.message", containsString("(openai, anthropic, gemini, ollama)"))
        .header("X-RateLimit-Remaining", "1000")
        .header("X-Run-Id", nullValue());
    TestPrompt one = TestPrompt.publish(owner, "A", "supported_providers", List.of("anthropic"));
    TestSecrets.set(owner, "OPENAI_API_KEY", "sk-of-somebody-else");
    one.call(owner, Map.of())
        .statusCode(400)
        .body("error.code", equalTo("LLM_KEY_REQUIRED"))
        .body("error.message", containsString("ANTHROPIC_API_KEY with PUT"));
  }

  @Test
  void the_first_supported_provider_with_a_key_is_asked() {
    TestModel gemini = TestModel.of("gemini").says("gemini", 1, 1);
    TestModel anthropic = TestModel.of("anthropic").says("anthropic", 1, 1);
    TestSecrets.set(owner, "GOOGLE_API_KEY", gemini.key);
    TestSecrets.set(owner, "ANTHROPIC_API_KEY", "\n" + anthropic.key + "\n");
    TestPrompt any = TestPrompt.publish(owner, "A");
    any.call(owner, Map.of()).statusCode(200).body("data.result", equalTo("anthropic"));
    TestPrompt listed =
        TestPrompt.publish(owner, "A", "supported_providers", List.of("gemini", "anthropic"));
    listed.call(owner, Map.of()).statusCode(200).body("data.result", equalTo("gemini"));
    listed
        .call(owner, Map.of("llm_credentials", Map.of("provider", "anthropic")))
        .statusCode(200)
        .body("data.result", equalTo("anthropic"));
  }

  @Test
  void the_model_is_the_callers_then_the_agents_then_the_platforms() {
    TestModel stub = TestModel.of("openai").says("x", 1, 1);
    TestSecrets.set(owner, "OPENAI_API_KEY", stub.key);
    TestPrompt plain = TestPrompt.publish(owner, "A");
    plain.call(owner, Map.of()).statusCode(200);
    assertThat(modelOf(stub)).isEqualTo("gpt-4.1-mini");
    TestPrompt own = TestPrompt.publish(owner, "A", "default_models", Map.of("openai", "of-agent"));
    own.call(owner, Map.of()).statusCode(200);
    assertThat(modelOf(stub)).isEqualTo("of-agent");
    own.call(owner, Map.of("llm_credentials", Map.of("model", "of-caller"))).statusCode(200);
    assertThat(modelOf(stub)).isEqualTo("of-caller");
  }

  @Test
  void a_key_that_is_sent_wins_over_the_vault() {
    TestModel vault = TestModel.of("openai").says("vault", 1, 1);
    TestModel sent = TestModel.of("openai").says("sent", 1, 1);
    TestSecrets.set(owner, "OPENAI_API_KEY", vault.key);
    TestPrompt agent = TestPrompt.publish(owner, "A");
    agent.call(owner, with(sent)).statusCode(200).body("data.result", equalTo("sent"));
    agent
        .call(owner, Map.of("llm_credentials", Map.of("api_key", sent.key)))
        .statusCode(200)
        .body("data.result", equalTo("sent"));
    agent
        .call(
            owner,
            Map.of("metadata", Map.of("a", 1, "llm_credentials", Map.of("api_key", sent.key))))
        .statusCode(200)
        .body("data.result", equalTo("sent"));
    assertThat(sent.prompt()).isEqualTo("A\n\n```json\n{\"metadata\":{\"a\":1}}\n```");
    assertThat(vault.seen()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | llm_credentials",
        "{'key': 'sk-very-secret'} | llm_credentials",
        "{'api_key': 5} | llm_credentials.api_key",
        "{'api_key': 'sk-very-secret with space'} | llm_credentials.api_key",
        "{'api_key': ''} | llm_credentials.api_key",
        "{'provider': 'nobody'} | llm_credentials.provider",
        "{'provider': 'gemini'} | llm_credentials.provider",
        "{'model': ''} | llm_credentials.model"
      })
  void credentials_that_do_not_fit_are_refused_and_not_repeated(String sent, String field) {
    TestPrompt agent =
        TestPrompt.publish(owner, "A", "supported_providers", List.of("openai", "anthropic"));
    owner
        .asOwner()
        .body("{\"llm_credentials\": " + sent.replace('\'', '"') + "}")
        .post(agent.path())
        .then()
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .body("error.fields.field", equalTo(List.of(field)))
        .body(not(containsString("sk-very-secret")));
  }

  @Test
  void another_workspaces_agent_is_run_with_the_callers_own_key() {
    TestWorkspace caller = TestWorkspace.create();
    TestModel ofAuthor = TestModel.of("openai").says("author", 1, 1);
    TestModel ofCaller = TestModel.of("openai").says("caller", 1, 1);
    TestSecrets.set(owner, "OPENAI_API_KEY", ofAuthor.key);
    TestPrompt agent = TestPrompt.publish(owner, "A", "is_public", true);
    agent.call(caller, Map.of()).statusCode(400).body("error.code", equalTo("LLM_KEY_REQUIRED"));
    TestSecrets.set(caller, "OPENAI_API_KEY", ofCaller.key);
    agent.call(caller, Map.of()).statusCode(200).body("data.result", equalTo("caller"));
    assertThat(ofAuthor.seen()).isEmpty();
  }

  @Test
  void a_queued_call_uses_the_vault_and_takes_no_credentials() {
    TestModel stub = TestModel.of("openai").says("later", 11, 12);
    TestPrompt agent = TestPrompt.publish(owner, "A");
    owner
        .asOwner()
        .header("Prefer", "respond-async")
        .body(with(stub))
        .post(agent.path())
        .then()
        .statusCode(400)
        .body("error.fields.field", equalTo(List.of("llm_credentials")));
    TestSecrets.set(owner, "OPENAI_API_KEY", stub.key);
    String run =
        owner
            .asOwner()
            .header("Prefer", "respond-async")
            .body("{}")
            .post(agent.path())
            .then()
            .statusCode(202)
            .extract()
            .path("data.run_id");
    String path = "/workspaces/" + owner.workspaceId + "/runs/" + run;
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> "completed".equals(owner.asOwner().get(path).path("data.status")));
    JsonPath ended = owner.asOwner().get(path).jsonPath();
    assertThat(ended.getMap("data.output_data")).isEqualTo(Map.of("result", "later"));
    assertThat(ended.getInt("data.input_tokens")).isEqualTo(11);
  }

  @Test
  void the_same_call_with_another_key_is_the_same_call() {
    TestModel first = TestModel.of("openai").says("once", 4, 5);
    TestModel second = TestModel.of("openai").says("twice", 6, 7);
    TestPrompt agent = TestPrompt.publish(owner, "A {{b}}");
    for (TestModel stub : List.of(first, second)) {
      owner
          .asOwner()
          .header("Idempotency-Key", "one")
          .body(with(stub, "b", 1))
          .post(agent.path())
          .then()
          .statusCode(200)
          .body("data.result", equalTo("once"))
          .body("metadata.deduplicated", stub == first ? nullValue() : equalTo(true))
          .body("metadata.usage.input_tokens", equalTo(4))
          .body("metadata.usage.cost_usd", equalTo("0.0000096"));
    }
    assertThat(second.seen()).isEmpty();
  }
}
