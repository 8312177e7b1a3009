package io.orchagent.agents.publishing;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;

/** Why a version that keeps to the rules is not published all the same. */
final class PublishErrors {
  private PublishErrors() {}

  static ApiException wrongVersion(String sent, int next) {
    return Errors.conflict(nextVersion(sent, next));
  }

  static String nextVersion(String sent, int next) {
    return "The next version is v" + next + ", not " + sent + ". Send that one, or none.";
  }

  static ApiException dependencyGone() {
    return Errors.conflict(
        "A dependency went away while this was published. Look at manifest.dependencies and publish"
            + " again.");
  }
}
