package io.orchagent.calls.engines;

import io.orchagent.calls.engines.EngineOutcome.End;
import io.orchagent.llm.LlmException;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.FieldError;
import java.time.Duration;
import java.util.List;

/** Failures of language models, in words for the caller. */
final class ModelFailures {
  private static final Duration USUAL_WAIT = Duration.ofSeconds(10);

  private ModelFailures() {}

  static End end(LlmException e) {
    return switch (e.kind()) {
      case TIMED_OUT -> End.TIMED_OUT;
      case STOPPED -> End.CANCELLED;
      case DOWN, RATE_LIMITED, KEY_REFUSED, FAILED, BROKEN_OFF -> End.FAILED;
    };
  }

  static ApiException reason(LlmException e, ModelTask.Candidate asked) {
    return switch (e.kind()) {
      case TIMED_OUT ->
          ApiException.of(
                  ErrorKind.DEADLINE_PASSED,
                  "TIMEOUT",
                  e.publicMessage()
                      + " Ask for less, or raise timeout_seconds or X-Orchagent-Deadline-Ms.")
              .retryable()
              .build();
      case STOPPED -> SandboxErrors.cancelled();
      case RATE_LIMITED ->
          ApiException.of(ErrorKind.LIMITED, "LLM_RATE_LIMITED", e.publicMessage())
              .retryable()
              .retryAfter(e.retryAfter().orElse(USUAL_WAIT))
              .with("provider", asked.provider().wire())
              .with("hint", "Wait, or raise the limit with the provider.")
              .build();
      case DOWN -> failed(e, asked, "Try again, or choose another provider.");
      case KEY_REFUSED ->
          failed(e, asked, "Check the key that was sent or is in the workspace's secrets.");
      case BROKEN_OFF ->
          failed(e, asked, "Call again; it was not asked again by itself, since this may cost.");
      case FAILED -> failed(e, asked, "Check the model's name and what is asked of it.");
    };
  }

  private static ApiException failed(LlmException e, ModelTask.Candidate asked, String hint) {
    return ApiException.of(ErrorKind.UPSTREAM_FAILED, "LLM_ERROR", e.publicMessage())
        .retryable()
        .with("provider", asked.provider().wire())
        .with("provider_status", e.status() == 0 ? null : e.status())
        .with("hint", hint)
        .build();
  }

  static ApiException tooLong(ModelTask.Candidate asked) {
    return ApiException.of(
            ErrorKind.UPSTREAM_FAILED,
            "LLM_ERROR",
            asked.provider().wire() + " answered more than 10 MiB.")
        .retryable()
        .with("provider", asked.provider().wire())
        .build();
  }

  static ApiException unfit(List<FieldError> problems) {
    return ApiException.of(
            ErrorKind.UNPROCESSABLE,
            "UNPROCESSABLE",
            "The model's answer does not match the agent's output_schema, also after it was asked"
                + " again. Choose a stronger model, or have the author mend prompt or schema.")
        .fields(problems)
        .build();
  }
}
