package io.orchagent.usage.reports;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;

/** What calls are summed by: up to three columns of the facts, as text. */
enum Grouping {
  NONE("null", "null", "null"),
  HOUR("extract(epoch from date_trunc('hour', at, 'UTC'))::bigint", "null", "null"),
  DAY("extract(epoch from date_trunc('day', at, 'UTC'))::bigint", "null", "null"),
  WEEK("extract(epoch from date_trunc('week', at, 'UTC'))::bigint", "null", "null"),
  AGENT("agent", "null", "null"),
  VERSION("agent", "version", "agent_id"),
  PROVIDER("provider", "null", "null"),
  MODEL("provider", "model", "null"),
  TRIGGER("trigger", "null", "null"),
  STATUS("status", "null", "null"),
  TENANT("tenant_id", "null", "null");

  static final List<String> INTERVALS = List.of("hour", "day", "week");
  static final List<String> BREAKDOWNS =
      List.of("agent", "version", "provider", "model", "trigger", "status");

  private final String keys;

  Grouping(String one, String two, String three) {
    keys = "(%s)::text as k1, (%s)::text as k2, (%s)::text as k3".formatted(one, two, three);
  }

  static Grouping of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The columns, for a select. */
  String keys() {
    return keys;
  }

  /** What {@code usage_group} calls it: there the time of a row tells the period. */
  String group() {
    return switch (this) {
      case NONE, HOUR, DAY, WEEK -> "all";
      default -> name().toLowerCase(Locale.ROOT);
    };
  }

  /** Whether {@code usage_day} says enough. */
  boolean fitsDays() {
    return this != HOUR && this != TENANT;
  }

  /** The beginning of the period of time that a moment is in. */
  Instant start(Instant moment) {
    return switch (this) {
      case HOUR -> moment.truncatedTo(ChronoUnit.HOURS);
      case WEEK ->
          moment
              .atOffset(ZoneOffset.UTC)
              .truncatedTo(ChronoUnit.DAYS)
              .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
              .toInstant();
      default -> moment.truncatedTo(ChronoUnit.DAYS);
    };
  }

  /** How long such a period is; all are UTC, so all are alike. */
  Duration length() {
    return switch (this) {
      case HOUR -> Duration.ofHours(1);
      case WEEK -> Duration.ofDays(7);
      default -> Duration.ofDays(1);
    };
  }
}
