package io.orchagent.usage;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import java.time.Duration;
import java.time.Instant;

/** Refusals of the quota. */
final class QuotaErrors {
  private static final Duration SHORT = Duration.ofSeconds(1);

  private QuotaErrors() {}

  static ApiException exhausted(long limit, Instant now, Instant reset) {
    long seconds = Math.max(1, Duration.between(now, reset).plusMillis(999).toSeconds());
    return ApiException.of(
            ErrorKind.LIMITED,
            "RATE_LIMITED",
            "The plan's "
                + limit
                + " calls of today are used up. Wait until midnight UTC or choose a larger plan.")
        .retryable()
        .retryAfter(Duration.ofSeconds(seconds))
        .build();
  }

  static ApiException paidExhausted(long limit, Instant now, Instant reset) {
    long seconds = Math.max(1, Duration.between(now, reset).plusMillis(999).toSeconds());
    return ApiException.of(
            ErrorKind.LIMITED,
            "RATE_LIMITED",
            "The plan's "
                + limit
                + " calls of paid agents of today are used up. Wait until midnight UTC or choose a"
                + " larger plan.")
        .retryable()
        .retryAfter(Duration.ofSeconds(seconds))
        .build();
  }

  static ApiException busy(long limit) {
    return ApiException.of(
            ErrorKind.LIMITED,
            "RATE_LIMITED",
            "The plan's "
                + limit
                + " calls at one time are all going on. Wait for one to end, or choose a larger"
                + " plan.")
        .retryable()
        .retryAfter(SHORT)
        .build();
  }
}
