package io.orchagent.services;

import io.orchagent.agents.Release;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;
import java.util.List;

/** The failures of this feature. */
final class ServiceErrors {
  private ServiceErrors() {}

  static ApiException notFound() {
    return Errors.notFound("Service");
  }

  static ApiException taken(String name) {
    return Errors.conflict(
        "A service of this workspace is called " + name + " already. Send another name.");
  }

  static ApiException cannotRun(String why) {
    return Errors.unprocessable("This version can't be kept running: " + why + ".");
  }

  static ApiException agentGone() {
    return Errors.unprocessable(
        "The version of this service is gone. Restore its agent, or call update-version when there"
            + " is another one.");
  }

  static ApiException tooMany(long limit, String plan) {
    return Errors.planLimit(
        "The plan '"
            + plan
            + "' allows "
            + limit
            + " services (services). Delete one, or choose a larger plan.");
  }

  static ApiException tooManyInstances(long limit, String plan) {
    return Errors.planLimit(
        "The plan '"
            + plan
            + "' allows "
            + limit
            + " instances of a service (service-instances). Send a smaller max_instances, or choose"
            + " a larger plan.");
  }

  static ApiException missingSecrets(List<String> names, Release release, boolean withheld) {
    String agent = release.org() + "/" + release.name();
    return ApiException.of(
            ErrorKind.INVALID,
            "MISSING_SECRETS",
            "Required secrets not found in workspace: " + String.join(", ", names) + ".")
        .with(
            "hint",
            "An owner adds them with PUT /workspaces/{id}/secrets"
                + (withheld
                    ? ", with allowed_agents: [\"" + agent + "\"], whose agent it is not."
                    : "."))
        .build();
  }

  static ApiException paused() {
    return Errors.conflict("This service is paused. Resume it instead.");
  }

  static ApiException overBudget() {
    return ApiException.of(
            ErrorKind.LIMITED,
            "BUDGET_EXCEEDED",
            "The hard limit of a budget is reached, which pauses services. An owner raises it under"
                + " /workspaces/{id}/budgets, or waits for its next window.")
        .build();
  }

  static ApiException noAlertUrl() {
    return Errors.conflict("This service has no alert_webhook_url. Set one first.");
  }

  static ApiException tooManyFollowers(int most) {
    return ApiException.of(
            ErrorKind.LIMITED,
            "RATE_LIMITED",
            "The logs of this workspace are followed " + most + " times already. Close one first.")
        .retryable()
        .build();
  }

  static ApiException runningServices(int many) {
    return Errors.conflict(
        "Services of this workspace run (" + many + "). Pause or delete them first.");
  }
}
