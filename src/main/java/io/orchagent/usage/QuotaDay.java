package io.orchagent.usage;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A UTC day. */
record QuotaDay(LocalDate date) {
  static QuotaDay of(Instant moment) {
    return new QuotaDay(LocalDate.ofInstant(moment, ZoneOffset.UTC));
  }

  Instant start() {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The next midnight, when the quota is whole again. */
  Instant end() {
    return date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
