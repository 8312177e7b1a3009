package io.orchagent.identity;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;
import java.time.Duration;

/** The named failures of signing in. */
final class SessionErrors {
  private SessionErrors() {}

  /** The one answer for an unknown address and for a wrong password. */
  static ApiException wrongPassword() {
    return ApiException.of(
            ErrorKind.UNAUTHENTICATED,
            "UNAUTHORIZED",
            "Email address or password is wrong. Check both and try again.")
        .build();
  }

  static ApiException badRefreshToken() {
    return ApiException.of(
            ErrorKind.UNAUTHENTICATED,
            "UNAUTHORIZED",
            "This refresh token is unknown, expired, revoked or used already. Use the newest one, or"
                + " sign in with POST /auth/login.")
        .build();
  }

  static ApiException badResetToken() {
    return ApiException.of(
            ErrorKind.UNAUTHENTICATED,
            "UNAUTHORIZED",
            "This token is unknown, expired or used already, or a newer one was mailed. Ask for"
                + " another with POST /auth/password-reset.")
        .build();
  }

  static ApiException badVerifyToken() {
    return ApiException.of(
            ErrorKind.UNAUTHENTICATED,
            "UNAUTHORIZED",
            "This token is unknown, expired or used already. If it was you who used it, sign in with"
                + " POST /auth/login; else register again with POST /auth/register.")
        .build();
  }

  static ApiException wrongCurrentPassword() {
    return Errors.invalidField(
        "current_password",
        "is not your password; if you forgot it, use POST /auth/password-reset");
  }

  static ApiException passwordChangedMeanwhile() {
    return Errors.conflict(
        "The password was changed at the same moment. Sign in with the one that is good now.");
  }

  static ApiException noMail() {
    return Errors.unprocessable(
        "This server sends no mail, so it can't mail a token. Where you are still signed in, use"
            + " POST /auth/password; else ask its administrator.");
  }

  static ApiException sessionOnly(String what) {
    return Errors.forbidden(
        what + " needs the access token of a session, which POST /auth/login gives.");
  }

  static ApiException throttled(Duration wait) {
    Duration whole = Duration.ofSeconds(Math.max(1, wait.plusMillis(999).toSeconds()));
    return ApiException.of(
            ErrorKind.LIMITED,
            "RATE_LIMITED",
            "Too many attempts. Wait " + whole.toSeconds() + " seconds and try again.")
        .retryable()
        .retryAfter(whole)
        .build();
  }
}
