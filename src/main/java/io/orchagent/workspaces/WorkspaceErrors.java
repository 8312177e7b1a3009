package io.orchagent.workspaces;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;

/** The named failures of workspaces. */
final class WorkspaceErrors {
  private WorkspaceErrors() {}

  static ApiException slugTaken(String slug) {
    return Errors.conflict("The slug '" + slug + "' is taken. Choose another.");
  }

  static ApiException tooMany(long limit, String plan) {
    return Errors.planLimit(
        "The plan '"
            + plan
            + "' lets a person own "
            + limit
            + " workspaces (limit: workspaces). Use one of yours, or change the plan.");
  }

  static ApiException notFound() {
    return Errors.notFound("Workspace");
  }
}
