package io.orchagent.calls;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;

/** Why a run can't be run again. */
final class ReplayErrors {
  private ReplayErrors() {}

  static ApiException inputGone() {
    return Errors.conflict(
        "The run's input is not kept any more (orchagent.runs.payload-retention, or the"
            + " workspace's payload_retention_days). Call the agent with the input itself.");
  }

  static ApiException uploadsGone() {
    return Errors.conflict(
        "The run was called with files, which are not kept when it has started. Call the agent"
            + " with the files again.");
  }

  static ApiException agentGone(ReplayRows.Stored run) {
    return Errors.conflict(
        run.agent()
            + "@"
            + run.version()
            + " was deleted, or you can't see it any more, so there is nothing to run. Call another"
            + " version with the run's input_data.");
  }

  /** Instead of an answer that asks for credentials, which a replay can't take. */
  static ApiException keyRequired() {
    return ApiException.of(
            ErrorKind.INVALID,
            "LLM_KEY_REQUIRED",
            "The agent calls a language model, and the workspace's secrets have no key for it."
                + " llm_credentials that the run may have been called with are never stored. An"
                + " owner adds a key with PUT /workspaces/{id}/secrets; or call the agent itself,"
                + " with llm_credentials in the input.")
        .build();
  }
}
