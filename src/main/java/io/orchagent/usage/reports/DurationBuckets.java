package io.orchagent.usage.reports;

import org.jspecify.annotations.Nullable;

/** The histogram of durations, as the SQL function {@code usage_bucket} cuts it. */
final class DurationBuckets {
  private static final int EXACT = 50;
  private static final double STEP = 1.08;

  private DurationBuckets() {}

  /** Milliseconds that stand for all of a bucket: at most 5 % off. */
  static @Nullable Long millis(@Nullable Long bucket) {
    if (bucket == null || bucket < EXACT) {
      return bucket;
    }
    return Math.round(EXACT * Math.pow(STEP, bucket - EXACT + 0.5));
  }
}
