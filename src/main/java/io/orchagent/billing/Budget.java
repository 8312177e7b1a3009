package io.orchagent.billing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent in a window, in US dollars, and what was.
 *
 * @param scopeId the version that was named; null: the whole workspace
 * @param agent {@code org/name}; null: the whole workspace
 * @param window daily, weekly or monthly
 * @param action alert_only, block_new_runs or pause_service
 * @param spend in the window that is going on
 * @param windowStart of that window
 * @param now by the database's clock
 */
record Budget(
    UUID id,
    UUID workspaceId,
    @Nullable UUID scopeId,
    @Nullable String agent,
    String window,
    @Nullable BigDecimal softLimit,
    @Nullable BigDecimal hardLimit,
    String action,
    @Nullable String webhookUrl,
    BigDecimal spend,
    Instant windowStart,
    Instant now,
    Instant createdAt,
    Instant updatedAt) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final BigDecimal DAY = BigDecimal.valueOf(Duration.ofDays(1).toSeconds());

  String scopeType() {
    return agent == null ? "workspace" : "agent";
  }

  Instant windowEnd() {
    OffsetDateTime start = windowStart.atOffset(ZoneOffset.UTC);
    return (switch (window) {
          case "daily" -> start.plusDays(1);
          case "weekly" -> start.plusWeeks(1);
          default -> start.plusMonths(1);
        })
        .toInstant();
  }

  /** The one that counts in the end: the hard one where there is one. */
  BigDecimal lastLimit() {
    BigDecimal last = hardLimit == null ? softLimit : hardLimit;
    if (last == null) {
      throw new IllegalStateException("a budget without a limit");
    }
    return last;
  }

  boolean breached() {
    return spend.compareTo(lastLimit()) >= 0;
  }

  /** Per cent of a limit, to a tenth, rounded down: 100 is said when it is reached. */
  @Nullable BigDecimal percentOf(@Nullable BigDecimal limit) {
    return limit == null ? null : spend.multiply(HUNDRED).divide(limit, 1, RoundingMode.DOWN);
  }

  /** Dollars a day since the window began; its first hour counts as a whole one. */
  BigDecimal burnRate() {
    Duration gone = Duration.between(windowStart, now);
    long seconds = Math.max(gone.toSeconds(), SHORTEST.toSeconds());
    return spend.multiply(DAY).divide(BigDecimal.valueOf(seconds), 10, RoundingMode.HALF_UP);
  }

  /** When the limit is reached if it goes on like this; empty when it is, or not in this window. */
  Optional<Instant> projectedBreach() {
    BigDecimal rate = burnRate();
    if (breached() || rate.signum() <= 0) {
      return Optional.empty();
    }
    BigDecimal seconds =
        lastLimit().subtract(spend).multiply(DAY).divide(rate, MathContext.DECIMAL64);
    if (seconds.compareTo(BigDecimal.valueOf(Duration.between(now, windowEnd()).toSeconds())) > 0) {
      return Optional.empty();
    }
    return Optional.of(now.plusSeconds(seconds.longValue()));
  }
}
