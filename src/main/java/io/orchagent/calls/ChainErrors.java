package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;

/** Why one agent may not call another. */
final class ChainErrors {
  private ChainErrors() {}

  static ApiException notDeclared(Release target) {
    return ApiException.of(
            ErrorKind.FORBIDDEN,
            "DEPENDENCY_NOT_ALLOWED",
            target.reference()
                + " is not a dependency of the agent that calls it. Declare exactly this version in"
                + " manifest.dependencies and publish a new version.")
        .build();
  }

  static ApiException notCallable(Release target) {
    return ApiException.of(
            ErrorKind.FORBIDDEN,
            "NOT_CALLABLE",
            target.reference() + " does not let other agents call it; choose another one.")
        .build();
  }

  static ApiException circle(Release target) {
    return ApiException.of(
            ErrorKind.FORBIDDEN,
            "DEPENDENCY_CYCLE",
            target.org()
                + "/"
                + target.name()
                + " is in the chain of calls already, and would wait for itself. Break the circle in"
                + " one of the manifests.")
        .build();
  }

  static ApiException tooDeep() {
    return ApiException.of(
            ErrorKind.FORBIDDEN,
            "MAX_HOPS_EXCEEDED",
            "No hop is left: agents may not call any deeper here. Raise manifest.max_hops of the"
                + " agents above, or send a larger X-Orchagent-Max-Hops with the first call.")
        .build();
  }

  static ApiException hopsShort(Release target, int left) {
    return ApiException.of(
            ErrorKind.FORBIDDEN,
            "MAX_HOPS_TOO_LOW",
            target.reference()
                + " needs "
                + target.orchestration().minRequiredHops()
                + " hops below it (min_required_hops), and "
                + left
                + " are left. Raise manifest.max_hops of the agents above, or send a larger"
                + " X-Orchagent-Max-Hops with the first call.")
        .build();
  }

  static ApiException forged(String header) {
    return Errors.forbidden(
        "The header "
            + header
            + " does not say what this run was told. Send the value from the run's environment, or"
            + " leave the header out.");
  }

  static ApiException notInRun(String header) {
    return Errors.forbidden(
        "The header "
            + header
            + " is for calls that an agent makes with the key of its run"
            + " (ORCHAGENT_SERVICE_KEY); leave it out with any other key.");
  }

  static ApiException downstreamUsedUp() {
    return ApiException.of(
            ErrorKind.LIMITED,
            "BUDGET_EXCEEDED",
            "This run, or one above it, has had all the calls that its agent's"
                + " per_call_downstream_cap allows. Call less often, or publish a version with a"
                + " larger one.")
        .build();
  }

  static ApiException callerEnded() {
    return Errors.forbidden("The run that this key belongs to has ended; nothing was run.");
  }

  static ApiException async() {
    return Errors.invalidField(
        "Prefer",
        "respond-async can't be used from inside a run: what it calls ends with it. Wait for the"
            + " answer");
  }
}
