package io.orchagent.usage.reports;

import io.orchagent.llm.LlmUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sums of the calls that agree in their keys.
 *
 * @param one the first key; which the keys are, the grouping says
 * @param agentId the newest version's
 * @param costUsd in US dollars, of the calls whose cost is known
 * @param p50 the bucket of the median; null without durations, or when it was not asked for
 * @param callers how many workspaces called
 */
record Sums(
    @Nullable String one,
    @Nullable String two,
    @Nullable String three,
    @Nullable String agentId,
    long calls,
    long failed,
    long executions,
    long executionMs,
    long inputTokens,
    long outputTokens,
    BigDecimal costUsd,
    long earningsCents,
    long durationMs,
    long durations,
    @Nullable Long p50,
    @Nullable Long p95,
    @Nullable Long callers) {
  static final Sums ZERO =
      new Sums(null, null, null, null, 0, 0, 0, 0, 0, 0, BigDecimal.ZERO, 0, 0, 0, null, null, 0L);

  /** The first key, where it is never null. */
  String key() {
    return Objects.requireNonNull(one);
  }

  String dollars() {
    return Objects.requireNonNull(LlmUsage.dollars(costUsd));
  }

  /** Milliseconds; exact. Null without durations. */
  @Nullable Long average() {
    return durations == 0 ? null : Math.round((double) durationMs / durations);
  }

  /** From 0 to 1, to four places. */
  BigDecimal successRate() {
    return BigDecimal.valueOf(calls - failed)
        .divide(BigDecimal.valueOf(Math.max(calls, 1)), 4, RoundingMode.HALF_EVEN);
  }
}
