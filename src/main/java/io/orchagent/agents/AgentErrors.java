package io.orchagent.agents;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;

/** The failures of this feature. */
public final class AgentErrors {
  private AgentErrors() {}

  public static ApiException notFound() {
    return Errors.notFound("Agent");
  }

  public static ApiException ownersOnly(String what) {
    return Errors.forbidden(onlyOwners(what));
  }

  public static String onlyOwners(String what) {
    return "Only an owner of this workspace may " + what + ". Ask one, or leave it out.";
  }

  static ApiException keyNotFound() {
    return Errors.notFound("Key");
  }

  static ApiException tooManyKeys(int most) {
    return Errors.conflict(
        "This version has " + most + " keys already. Revoke one that is used no more.");
  }

  static ApiException bundleFixed() {
    return Errors.conflict(
        "This version has an active bundle, and versions don't change. Publish a new version for"
            + " other code.");
  }

  static ApiException noBundleTaken(String type) {
    return Errors.unprocessable(
        "A " + type + " runs no code and takes no bundle. Publish a tool to run code.");
  }

  public static ApiException downloadDisabled() {
    return ApiException.of(
            ErrorKind.FORBIDDEN,
            "DOWNLOAD_DISABLED",
            "Its author does not let this agent be downloaded; call it on the server.")
        .build();
  }

  public static ApiException paidOnServerOnly() {
    return ApiException.of(
            ErrorKind.FORBIDDEN,
            "PAID_AGENT_SERVER_ONLY",
            "A paid agent can't be downloaded; call it on the server.")
        .build();
  }
}
