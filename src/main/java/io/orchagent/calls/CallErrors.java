package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.secrets.SealedSecrets;
import java.util.ArrayList;
import java.util.List;

/** Why a call is not run, or what became of its run, in words for the caller. */
final class CallErrors {
  private CallErrors() {}

  /** In the order in which the version declares them. */
  static ApiException missingSecrets(Release release, SealedSecrets found) {
    List<String> names =
        release.requiredSecrets().stream()
            .filter(name -> found.missing().contains(name) || found.withheld().contains(name))
            .toList();
    return ApiException.of(
            ErrorKind.INVALID,
            "MISSING_SECRETS",
            "Required secrets not found in workspace: " + String.join(", ", names) + ".")
        .with("hint", secretsHint(release, found))
        .build();
  }

  private static String secretsHint(Release release, SealedSecrets found) {
    String agent = release.org() + "/" + release.name();
    boolean foreign = !release.workspaceId().equals(found.workspace());
    String allow = "allowed_agents: [\"" + agent + "\"]";
    List<String> steps = new ArrayList<>();
    if (!found.missing().isEmpty()) {
      steps.add(
          "An owner adds "
              + String.join(", ", found.missing())
              + " with PUT /workspaces/{id}/secrets"
              + (foreign ? " and " + allow + "." : "."));
    }
    if (!found.withheld().isEmpty()) {
      steps.add(
          String.join(", ", found.withheld())
              + " is there, but "
              + agent
              + " belongs to another workspace and may print what it is given: an owner who trusts"
              + " it sets the secret again with "
              + allow
              + ".");
    }
    return String.join(" ", steps);
  }

  static ApiException skill() {
    return Errors.unprocessable(
        "This version is a skill: text for other agents, nothing that runs. Call an agent that"
            + " uses it.");
  }

  static ApiException alwaysOn() {
    return Errors.unprocessable(
        "This version is always_on: it runs as a service and is not called. Deploy it, or publish"
            + " an on_demand version.");
  }

  static ApiException bundleMissing(String status) {
    return Errors.unprocessable(
        "This version's bundle is "
            + status
            + ", so there is no code to run yet. Upload one with POST /agents/{id}/upload and call"
            + " again when bundle_status is active.");
  }

  static ApiException engineMissing(String engine) {
    return Errors.unavailable(
        "This server does not run the engine "
            + engine
            + " yet; call an agent of type prompt or tool.");
  }

  static ApiException deadlinePassed() {
    return ApiException.of(
            ErrorKind.DEADLINE_PASSED,
            "TIMEOUT",
            "The deadline in X-Orchagent-Deadline-Ms has passed; nothing was run. Send a later"
                + " one, in milliseconds since 1970.")
        .retryable()
        .build();
  }

  static ApiException outputMismatch(List<FieldError> errors) {
    return ApiException.of(
            ErrorKind.UNPROCESSABLE,
            "UNPROCESSABLE",
            "The agent's output does not match its output_schema; its author has to mend it.")
        .fields(errors)
        .build();
  }

  /** The first call under the same Idempotency-Key has not ended by this one's deadline. */
  static ApiException firstStillRuns() {
    return ApiException.of(
            ErrorKind.DEADLINE_PASSED,
            "TIMEOUT",
            "The first call with this Idempotency-Key is still going on. Send the same request"
                + " again to wait for its answer.")
        .retryable()
        .build();
  }

  static ApiException crashedUnderKey() {
    return ended(
        "The run was ended because its server died, or its result could not be stored. Under this"
            + " Idempotency-Key it is not run again; send a new key to call again.");
  }

  static ApiException stoppedUnderKey() {
    return ended(
        "The run was ended because its server shut down. Under this Idempotency-Key it is not run"
            + " again; send a new key to call again.");
  }

  private static ApiException ended(String message) {
    return ApiException.of(ErrorKind.INTERNAL, "INTERNAL_ERROR", message).build();
  }

  static ApiException queueFull(long limit) {
    return Errors.planLimit(
        "The plan's limit of queued calls (queued-calls: "
            + limit
            + ") is reached. Wait for some to start, call without Prefer: respond-async, or choose"
            + " a larger plan. Nothing was queued.");
  }

  static ApiException credentialsQueued() {
    return Errors.invalidField(
        "llm_credentials",
        "can't be sent with Prefer: respond-async, since they are never stored; put the key into"
            + " the workspace's secrets, or wait for the answer");
  }

  static ApiException alreadyEnded() {
    return Errors.conflict("The run has ended already; there is nothing to cancel.");
  }

  static ApiException cancelledInQueue() {
    return ApiException.of(
            ErrorKind.CONFLICT, "CANCELLED", "The run was cancelled before it started.")
        .build();
  }

  static ApiException neverStarted() {
    return ended(
        "The run could not be started: the servers that tried did not get that far. Call again.");
  }

  static ApiException stopping() {
    return Errors.unavailable("This server is shutting down; try again.");
  }

  /** The run ended, but its end could not be written: nothing about it is acknowledged. */
  static ApiException notWritten() {
    return Errors.unavailable(
        "The run's result could not be stored. Look at the run, and call again if it failed.");
  }

  /** Another server ended the run meanwhile, because it took this one for dead. */
  static ApiException endedElsewhere() {
    return ApiException.of(
            ErrorKind.INTERNAL,
            "INTERNAL_ERROR",
            "The run was ended because its server was not heard of for too long; try again.")
        .retryable()
        .build();
  }
}
