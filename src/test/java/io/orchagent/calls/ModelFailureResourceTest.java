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
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers that are out of order, slow, or answer what makes no sense. */
@QuarkusTest
class ModelFailureResourceTest {
  private TestWorkspace owner;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  private ValidatableResponse ask(TestModel stub, Object... fields) {
    return TestPrompt.publish(owner, "Answer", fields).call(owner, with(stub));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama"})
  void a_provider_that_fails_is_quoted_and_was_asked_three_times(String provider) {
    TestModel stub = TestModel.of(provider).fails(500, "The engine is on fire.");
    ValidatableResponse answer =
        ask(stub)
            .statusCode(502)
            .body("error.code", equalTo("LLM_ERROR"))
            .body("error.is_retryable", equalTo(true))
            .body(
                "error.message",
                equalTo(provider + " answered with status 500: The engine is on fire."))
            .body("error.provider", equalTo(provider))
            .body("error.provider_status", equalTo(500))
            .body("metadata.usage", nullValue());
    assertThat(stub.seen()).hasSize(3);
    String run = answer.extract().header("X-Run-Id");
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/runs/" + run)
        .then()
        .body("data.status", equalTo("failed"))
        .body("data.error.code", equalTo("LLM_ERROR"))
        .body("data.error.message", containsString("on fire"))
        .body("data.input_tokens", nullValue());
  }

  @Test
  void a_provider_that_fails_for_a_moment_is_not_noticed() {
    TestModel stub =
        TestModel.of("openai")
            .fails(503, "busy")
            .fails(429, "slower", "retry-after", "0")
            .says("at last", 1, 1);
    ask(stub).statusCode(200).body("data.result", equalTo("at last"));
    assertThat(stub.seen()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"openai, 400", "anthropic, 404", "gemini, 401", "openai, 403"})
  void what_a_provider_refuses_is_not_sent_again(String provider, int status) {
    TestModel stub = TestModel.of(provider).fails(status, "No.");
    ask(stub)
        .statusCode(502)
        .body("error.code", equalTo("LLM_ERROR"))
        .body("error.provider_status", equalTo(status))
        .body("error.message", equalTo(provider + " answered with status " + status + ": No."));
    assertThat(stub.seen()).hasSize(1);
  }

  @Test
  void a_wait_that_the_deadline_does_not_allow_is_told() {
    TestModel stub = TestModel.of("anthropic").fails(429, "Too many.", "retry-after", "100");
    ask(stub, "timeout_seconds", 30)
        .statusCode(429)
        .body("error.code", equalTo("LLM_RATE_LIMITED"))
        .body("error.is_retryable", equalTo(true))
        .body("error.message", equalTo("anthropic answered with status 429: Too many."))
        .body("error.suggested_wait_time", equalTo(100))
        .header("Retry-After", "100");
    assertThat(stub.seen()).hasSize(1);
  }

  @Test
  void the_wait_is_told_again_to_who_asks_again_under_the_same_key() {
    TestModel stub = TestModel.of("openai").fails(429, "Too many.", "retry-after", "100");
    TestPrompt agent = TestPrompt.publish(owner, "Answer", "timeout_seconds", 30);
    for (int i = 0; i < 2; i++) {
      owner
          .asOwner()
          .header("Idempotency-Key", "again")
          .body(with(stub))
          .post(agent.path())
          .then()
          .statusCode(429)
          .header("Retry-After", "100")
          .body("error.suggested_wait_time", equalTo(100))
          .body("metadata.deduplicated", i == 0 ? nullValue() : equalTo(true));
    }
    assertThat(stub.seen()).hasSize(1);
  }

  @Test
  void tokens_that_one_of_two_answers_does_not_tell_are_not_made_up() {
    TestModel stub =
        TestModel.of("openai")
            .answers(200, "{\"choices\":[{\"message\":{\"content\":\"no JSON\"}}]}")
            .gives("{\"n\":1}", 4, 5);
    ask(stub, "output_schema", Map.of("type", "object"))
        .statusCode(200)
        .body("metadata.usage", nullValue())
        .body("warnings.code", equalTo(List.of("USAGE_UNKNOWN")));
  }

  @Test
  void a_provider_that_is_told_to_be_left_alone_is_left_alone() {
    TestModel stub =
        TestModel.of("openai").fails(429, "x", "retry-after-ms", "700").says("ok", 1, 1);
    long began = System.nanoTime();
    ask(stub).statusCode(200).body("data.result", equalTo("ok"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(700));
  }

  @Test
  void the_next_provider_with_a_key_is_asked_when_one_is_down() {
    TestModel openai = TestModel.of("openai").fails(500, "down");
    TestModel anthropic = TestModel.of("anthropic").fails(429, "x", "retry-after", "5");
    TestModel gemini = TestModel.of("gemini").says("here", 30, 10);
    for (TestModel stub : List.of(openai, anthropic, gemini)) {
      TestSecrets.set(owner, stub.secret(), stub.key);
    }
    TestPrompt.publish(owner, "Answer")
        .call(owner, Map.of())
        .statusCode(200)
        .body("data.result", equalTo("here"))
        .body("metadata.usage.cost_usd", equalTo("0.000034"))
        .body("warnings.code", equalTo(List.of("LLM_FALLBACK", "LLM_FALLBACK")))
        .body(
            "warnings[0].message",
            equalTo(
                "openai answered with status 500: down anthropic/claude-haiku-4-5 was asked"
                    + " instead."));
    assertThat(openai.seen()).hasSize(3);
    assertThat(anthropic.seen()).hasSize(1);
  }

  @Test
  void a_wrong_key_is_no_reason_to_ask_another_provider() {
    TestModel openai = TestModel.of("openai").fails(401, "bad key");
    TestModel anthropic = TestModel.of("anthropic").says("no", 1, 1);
    TestSecrets.set(owner, "OPENAI_API_KEY", openai.key);
    TestSecrets.set(owner, "ANTHROPIC_API_KEY", anthropic.key);
    TestPrompt.publish(owner, "Answer").call(owner, Map.of()).statusCode(502);
    assertThat(anthropic.seen()).isEmpty();
  }

  @Test
  void an_answer_that_breaks_off_is_not_asked_for_again() {
    TestModel stub = TestModel.of("gemini").breaksOff().says("whole", 1, 1);
    ask(stub)
        .statusCode(502)
        .body("error.code", equalTo("LLM_ERROR"))
        .body("error.is_retryable", equalTo(true))
        .body("error.message", equalTo("gemini broke its answer off."));
    assertThat(stub.seen()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai | <html>hello</html>",
        "openai | {}",
        "openai | {'choices': []}",
        "openai | {'choices': [{'message': 5}]}",
        "anthropic | {'content': 'x'}",
        "gemini | {'candidates': {}}",
        "ollama | [1]",
        "ollama | {'message': {'content': 'half"
      })
  void an_answer_that_makes_no_sense_is_a_failure(String provider, String body) {
    TestModel stub = TestModel.of(provider).answers(200, body.replace('\'', '"'));
    ask(stub)
        .statusCode(502)
        .body("error.code", equalTo("LLM_ERROR"))
        .body("error.message", containsString(provider + " answered what can't be understood"));
    assertThat(stub.seen()).hasSize(1);
  }

  @Test
  void ten_megabytes_are_taken_and_more_is_not() throws Exception {
    TestModel stub = TestModel.of("openai").says("x".repeat(10 * 1024 * 1024 + 1), 1, 1);
    ask(stub)
        .statusCode(502)
        .body("error.code", equalTo("LLM_ERROR"))
        .body("error.message", equalTo("openai answered more than 10 MiB."));
    TestModel flood = TestModel.of("openai").says("x".repeat(17 * 1024 * 1024), 1, 1);
    ask(flood)
        .statusCode(502)
        .body("error.message", equalTo("openai answered more than is taken."));
    assertThat(flood.seen()).hasSize(1);
  }

  @Test
  void a_slow_provider_is_waited_for_until_the_deadline() {
    TestModel stub = TestModel.of("openai").isSlow(20_000);
    ValidatableResponse answer =
        ask(stub, "timeout_seconds", 1)
            .statusCode(504)
            .body("error.code", equalTo("TIMEOUT"))
            .body("error.is_retryable", equalTo(true))
            .body(
                "error.message", containsString("The deadline passed before openai had answered."));
    String run = answer.extract().header("X-Run-Id");
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/runs/" + run)
        .then()
        .body("data.status", equalTo("timeout"));
    assertThat(stub.seen()).hasSize(1);
  }

  @Test
  void a_run_that_waits_for_a_model_can_be_cancelled() throws Exception {
    TestModel stub = TestModel.of("openai").isSlow(30_000);
    TestPrompt agent = TestPrompt.publish(owner, "Answer");
    CompletableFuture<ValidatableResponse> answer =
        CompletableFuture.supplyAsync(
            () -> agent.call(owner, with(stub)), Thread::startVirtualThread);
    String runs = "/workspaces/" + owner.workspaceId + "/runs";
    await().atMost(Duration.ofSeconds(10)).until(() -> !stub.seen().isEmpty());
    String run = owner.asOwner().get(runs).path("data[0].id");
    owner.asOwner().post(runs + "/" + run + "/cancel").then().statusCode(202);
    answer.get().statusCode(409).body("error.code", equalTo("CANCELLED"));
  }

  @Test
  void a_key_that_a_provider_repeats_is_hidden() {
    TestModel stub = TestModel.of("openai");
    stub.fails(401, "Incorrect key " + stub.key + ", or " + stub.key + "?");
    ask(stub)
        .statusCode(502)
        .body(
            "error.message", equalTo("openai answered with status 401: Incorrect key ***, or ***?"))
        .body(not(containsString(stub.key)));
  }
}
