package io.orchagent.billing;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;

/** Refusals that are about money. */
final class BillingErrors {
  private BillingErrors() {}

  /** By what a workspace lacks. */
  static ApiException insufficientCredits(long cents, Standing standing) {
    String lack =
        standing.owed() > 0
            ? "the workspace owes " + standing.owed() + " cents"
            : "the workspace's balance is lower";
    return ApiException.of(
            ErrorKind.PAYMENT_REQUIRED,
            "INSUFFICIENT_CREDITS",
            "A call of this agent costs "
                + cents
                + " cents and "
                + lack
                + ". Add credits, or choose a free agent. Nothing was run.")
        .build();
  }

  static ApiException tooLittle(long free) {
    return ApiException.of(
            ErrorKind.CONFLICT,
            "CONFLICT",
            "The workspace has only "
                + free
                + " cents that are not held for running calls. Take at most that.")
        .build();
  }

  static ApiException keyTaken() {
    return ApiException.of(
            ErrorKind.CONFLICT,
            "CONFLICT",
            "This Idempotency-Key was used for another request. Choose another key.")
        .build();
  }

  static ApiException notConfigured() {
    return ApiException.of(
            ErrorKind.UNAVAILABLE,
            "BILLING_NOT_CONFIGURED",
            "This server sells no credits: its operator has set no key of Stripe's"
                + " (orchagent.billing.stripe). Free agents can be called; an administrator can"
                + " give credits.")
        .build();
  }

  static ApiException stripeFailed() {
    return Errors.unavailable("Stripe did not take the request; try again in a minute.");
  }

  static ApiException wrongSignature() {
    return Errors.invalid(
        "The header Stripe-Signature is not that of this body, or is older than five minutes. Only"
            + " Stripe sends here.");
  }
}
