package io.orchagent.schedules;

import java.time.ZoneId;
import java.util.Optional;

/** The zones of the IANA's database, under their exact names. */
final class TimeZones {
  private TimeZones() {}

  /** Java knows offsets too, such as UTC+5, which are none of them. */
  static Optional<ZoneId> find(String name) {
    return ZoneId.getAvailableZoneIds().contains(name)
        ? Optional.of(ZoneId.of(name))
        : Optional.empty();
  }
}
