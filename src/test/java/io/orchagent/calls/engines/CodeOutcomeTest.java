package io.orchagent.calls.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.calls.engines.EngineOutcome.End;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.sandbox.SandboxResult;
import io.orchagent.sandbox.SandboxResult.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CodeOutcomeTest {
  private static SandboxResult result(Outcome outcome, int exitCode, String stdout) {
    return new SandboxResult(
        outcome,
        exitCode,
        stdout.getBytes(StandardCharsets.UTF_8),
        stdout,
        "trace",
        Duration.ofMillis(20),
        "what happened");
  }

  private static ApiException failure(SandboxResult result) {
    return Objects.requireNonNull(CodeRuntime.outcome(result, SecretMask.NONE).failure());
  }

  @Test
  void json_is_the_answer() {
    EngineOutcome outcome =
        CodeRuntime.outcome(result(Outcome.EXITED, 0, "{\"a\":1}\n"), SecretMask.NONE);
    assertThat(outcome.end()).isEqualTo(End.COMPLETED);
    assertThat(outcome.output()).isEqualTo("{\"a\":1}");
    assertThat(outcome.warnings()).isEmpty();
    assertThat(outcome.failure()).isNull();
  }

  @Test
  void other_text_is_wrapped_with_a_warning() {
    EngineOutcome outcome =
        CodeRuntime.outcome(result(Outcome.EXITED, 0, " say \"hi\"\n"), SecretMask.NONE);
    assertThat(outcome.output()).isEqualTo("{\"result\":\"say \\\"hi\\\"\"}");
    assertThat(outcome.warnings()).extracting("code").containsExactly("OUTPUT_NOT_JSON");
  }

  @Test
  void an_exit_code_is_a_failure_with_the_printed_error_as_its_message() {
    ApiException failure = failure(result(Outcome.EXITED, 3, "{\"error\":\"no such host\"}"));
    assertThat(failure.code()).isEqualTo("SANDBOX_ERROR");
    assertThat(failure.publicMessage()).isEqualTo("no such host");
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.extras())
        .containsEntry("category", "code_error")
        .containsEntry("stderr_tail", "trace")
        .containsKeys("user_message", "hint");
    assertThat(failure.metadata()).isEqualTo(Map.of("sandbox_exit_code", 3));
  }

  @Test
  void without_a_printed_error_the_exit_code_is_the_message() {
    assertThat(failure(result(Outcome.EXITED, 7, "oops")).publicMessage())
        .isEqualTo("The agent's code ended with exit code 7.");
  }

  @Test
  void a_printed_error_is_made_fit_for_storing_and_sending() {
    String printed = "{\"error\":\"a\\u0000b\\ud800c" + "x".repeat(5_000) + "\"}";
    String message = failure(result(Outcome.EXITED, 1, printed)).publicMessage();
    assertThat(message).startsWith("a\uFFFDb\uFFFDcx").hasSize(2_000);
  }

  @Test
  void limits_and_signals_are_told_apart() {
    assertThat(failure(result(Outcome.SIGNALLED, 137, "")).publicMessage())
        .isEqualTo("The agent's code was ended by signal 9.");
    assertThat(failure(result(Outcome.MEMORY_LIMIT, -1, "")).extras())
        .containsEntry("category", "resource_limit");
    assertThat(failure(result(Outcome.OUTPUT_LIMIT, -1, "")).extras())
        .containsEntry("category", "resource_limit");
    assertThat(failure(result(Outcome.SETUP_FAILED, -1, "")).extras())
        .containsEntry("category", "setup_error");
    assertThat(failure(result(Outcome.OUTPUT_LIMIT, -1, "")).metadata()).isEmpty();
  }

  @Test
  void the_deadline_is_told_apart_from_never_having_started() {
    EngineOutcome late = CodeRuntime.outcome(result(Outcome.TIMED_OUT, -1, ""), SecretMask.NONE);
    assertThat(late.end()).isEqualTo(End.TIMED_OUT);
    assertThat(Objects.requireNonNull(late.failure()).code()).isEqualTo("SANDBOX_TIMEOUT");
    SandboxResult never =
        new SandboxResult(Outcome.TIMED_OUT, -1, new byte[0], "", "", Duration.ZERO, "");
    assertThat(failure(never).code()).isEqualTo("TIMEOUT");
  }

  @Test
  void output_that_is_nested_too_deeply_is_a_failure() {
    String deep = "[".repeat(300) + "]".repeat(300);
    assertThat(failure(result(Outcome.EXITED, 0, deep)).publicMessage())
        .contains("nested deeper than 200");
  }
}
