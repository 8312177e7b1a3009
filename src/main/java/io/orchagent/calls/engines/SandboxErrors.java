package io.orchagent.calls.engines;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.sandbox.SandboxResult;
import org.jspecify.annotations.Nullable;

/** Failures of an agent's code. */
final class SandboxErrors {
  private static final int MESSAGE_LENGTH = 2_000;
  private static final int TAIL_LENGTH = 2_000;
  private static final String SEE_LOGS =
      " GET /workspaces/{id}/runs/{run_id}/logs has more of what it wrote.";

  private SandboxErrors() {}

  /** It ended with another exit code than zero; what its JSON says about it is the message. */
  static ApiException exited(SandboxResult result, AgentOutput output, SecretMask mask) {
    String said =
        output.error().map(mask::text).map(e -> AgentText.clean(e, MESSAGE_LENGTH)).orElse("");
    String message =
        said.isBlank() ? "The agent's code ended with exit code " + result.exitCode() + "." : said;
    return failed(result, "code_error", message, "Look at stderr_tail." + SEE_LOGS);
  }

  static ApiException signalled(SandboxResult result) {
    int signal = result.exitCode() - 128;
    return failed(
        result,
        "code_error",
        "The agent's code was ended by signal " + signal + ".",
        "It crashed or ended itself; look at stderr_tail." + SEE_LOGS);
  }

  static ApiException tooDeep(SandboxResult result) {
    return failed(
        result,
        "code_error",
        "The agent's output is JSON nested deeper than " + AgentOutput.MAX_DEPTH + " levels.",
        "Have the agent print flatter JSON.");
  }

  static ApiException limit(SandboxResult result, String hint) {
    return failed(result, "resource_limit", result.message(), hint);
  }

  static ApiException setup(SandboxResult result) {
    return failed(
        result,
        "setup_error",
        result.message(),
        "The agent's first line did not run; its author has to publish a version that starts.");
  }

  private static ApiException failed(
      SandboxResult result, String category, String message, String hint) {
    String user =
        switch (category) {
          case "resource_limit" -> "The agent used more than it may.";
          case "setup_error" -> "The agent could not be started.";
          default -> "The agent's code failed.";
        };
    return ApiException.of(ErrorKind.UPSTREAM_FAILED, "SANDBOX_ERROR", message)
        .with("category", category)
        .with("user_message", user)
        .with("stderr_tail", tail(result.stderrLog()))
        .with("hint", hint)
        .metadata("sandbox_exit_code", exitCode(result))
        .build();
  }

  static @Nullable Integer exitCode(SandboxResult result) {
    return result.exitCode() < 0 ? null : result.exitCode();
  }

  private static String tail(String text) {
    String tail = text.substring(Math.max(0, text.length() - TAIL_LENGTH));
    return AgentText.clean(tail, TAIL_LENGTH);
  }

  /** The deadline passed while the code was running, or before its first line. */
  static ApiException timedOut(SandboxResult result) {
    if (result.wall().isZero()) {
      return deadlinePassed();
    }
    return ApiException.of(
            ErrorKind.DEADLINE_PASSED,
            "SANDBOX_TIMEOUT",
            "The agent's code was still running at its deadline and was ended. Send less work, or"
                + " raise timeout_seconds or X-Orchagent-Deadline-Ms.")
        .retryable()
        .with("stderr_tail", tail(result.stderrLog()))
        .build();
  }

  static ApiException deadlinePassed() {
    return ApiException.of(
            ErrorKind.DEADLINE_PASSED,
            "TIMEOUT",
            "The deadline passed before the agent's code was started. Try again with a later one.")
        .retryable()
        .build();
  }

  static ApiException cancelled() {
    return ApiException.of(
            ErrorKind.CONFLICT, "CANCELLED", "The run was cancelled. Call again to run it anew.")
        .build();
  }
}
