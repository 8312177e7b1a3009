package io.orchagent.schedules;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;
import java.time.Duration;

/** The failures of this feature. */
final class ScheduleErrors {
  private static final int SHOWN = 60;

  private ScheduleErrors() {}

  static ApiException notFound() {
    return Errors.notFound("Schedule");
  }

  static ApiException badCron(String why) {
    return Errors.unprocessable(
        "cron_expression "
            + why
            + ". Send five fields of cron such as '0 9 * * mon-fri', or @daily and the like.");
  }

  static ApiException neverDue() {
    return Errors.unprocessable(
        "cron_expression names a day that never comes, such as the 30th of February. Send another.");
  }

  static ApiException unknownZone(String name) {
    String shown = name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "…";
    return Errors.unprocessable(
        "timezone '" + shown + "' is no IANA time zone. Send one such as Europe/Berlin or UTC.");
  }

  static ApiException notCallable(String why) {
    return Errors.unprocessable(
        "This version can't be scheduled: " + why + ". Choose a version that can be called.");
  }

  static ApiException tooMany(long limit, String plan) {
    return Errors.planLimit(
        "The plan '"
            + plan
            + "' allows "
            + limit
            + " enabled cron schedules (cron-schedules). Disable one, or choose a larger plan.");
  }

  static ApiException disabled() {
    return Errors.conflict("This schedule is disabled. Enable it first.");
  }

  static ApiException agentGone() {
    return Errors.conflict(
        "The agent of this schedule is gone, and so the schedule was disabled. Restore the agent"
            + " and enable it, or make a schedule of another one.");
  }

  static ApiException noWebhook() {
    return Errors.conflict("This is a cron schedule, which has no webhook.");
  }

  static ApiException wrongSecret() {
    return Errors.forbidden(
        "The secret is not the one of this webhook. Take the address from its creation, or make"
            + " another with POST …/regenerate-webhook.");
  }

  static ApiException wrongSignature(String header) {
    return Errors.forbidden(
        "The request does not carry the signature that this webhook asks for. Send "
            + header
            + ", made with the secret that its owner keeps and at most five minutes ago.");
  }

  static ApiException signatureSecretMissing() {
    return Errors.forbidden(
        "The signature can't be checked: its secret is not in the workspace's vault. Its owner has"
            + " to add it.");
  }

  static ApiException tooFast(int most, long seconds) {
    return ApiException.of(
            ErrorKind.LIMITED,
            "RATE_LIMITED",
            "This webhook takes " + most + " requests a minute. Wait for the next one.")
        .retryable()
        .retryAfter(Duration.ofSeconds(Math.max(1, seconds)))
        .build();
  }

  static ApiException noAlertUrl() {
    return Errors.conflict("This schedule has no alert_webhook_url. Set one first.");
  }
}
