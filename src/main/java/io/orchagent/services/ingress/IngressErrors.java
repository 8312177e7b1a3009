package io.orchagent.services.ingress;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;

/** What goes wrong on the way to a service. */
final class IngressErrors {
  private IngressErrors() {}

  static ApiException elsewhere(String domain) {
    return ApiException.of(
            ErrorKind.NOT_FOUND,
            "NOT_FOUND",
            "Services are not reached at this host, but at SERVICE--ORG." + domain + ".")
        .build();
  }

  static ApiException noDomain() {
    return ApiException.of(
            ErrorKind.UNAVAILABLE,
            "UNAVAILABLE",
            "Services can't be reached: the operator of this server has to set"
                + " orchagent.services.domain.")
        .build();
  }

  static ApiException paused() {
    return ApiException.of(
            ErrorKind.UNAVAILABLE,
            "UNAVAILABLE",
            "The service is paused; an owner of its workspace has to resume it.")
        .build();
  }

  static ApiException notReady() {
    return Errors.unavailable(
        "No instance of the service is ready; try again, and look at its logs if it stays so.");
  }

  static ApiException busy(int limit) {
    return Errors.unavailable(
        "The service has " + limit + " requests and WebSockets open already; try again.");
  }

  static ApiException tooLarge(long limit) {
    return Errors.tooLarge("Services take bodies of at most " + limit + " bytes; send less.");
  }

  static ApiException broken(String what) {
    return ApiException.of(
            ErrorKind.UPSTREAM_FAILED,
            "SERVICE_ERROR",
            "The service " + what + ". Whether it did what was asked is unknown; look at its logs.")
        .build();
  }

  static ApiException late(String what) {
    return ApiException.of(
            ErrorKind.DEADLINE_PASSED,
            "TIMEOUT",
            what + " Try again, and look at the service's logs if it stays so.")
        .retryable()
        .build();
  }

  static ApiException serviceWorker() {
    return Errors.forbidden(
        "Service workers can't be registered here, where services share a host; give the server a"
            + " services domain.");
  }
}
