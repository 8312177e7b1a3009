package io.orchagent.identity;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
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

  static ApiException throttled(Duration wait) {
    Duration whole = Duration.ofSeconds(Math.max(1, wait.plusMillis(999).toSeconds()));
    return ApiException.of(
            ErrorKind.LIMITED,
            "RATE_LIMITED",
            "Too many failed sign-ins. Wait " + whole.toSeconds() + " seconds and try again.")
        .retryable()
        .retryAfter(whole)
        .build();
  }
}
