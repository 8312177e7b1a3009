package io.orchagent.schedules;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When schedules are due, from what their owners wrote. */
final class Times {
  private Times() {}

  /**
   * The due instants of an expression in a zone.
   *
   * @throws io.orchagent.platform.errors.ApiException UNPROCESSABLE saying what is wrong
   */
  static DueInstants read(String expression, String zone) {
    ZoneId known = zone(zone);
    try {
      return new DueInstants(CronExpression.parse(expression), known);
    } catch (CronExpression.UnreadableException e) {
      throw ScheduleErrors.badCron(String.valueOf(e.getMessage()));
    }
  }

  static ZoneId zone(String name) {
    return TimeZones.find(name).orElseThrow(() -> ScheduleErrors.unknownZone(name));
  }

  /** Of a stored schedule; empty for a webhook, and when its zone is no longer known. */
  static Optional<DueInstants> of(Schedule schedule) {
    if (schedule.cron() == null) {
      return Optional.empty();
    }
    try {
      Optional<ZoneId> zone = TimeZones.find(schedule.timezone());
      CronExpression cron = CronExpression.parse(schedule.cron().expression());
      return zone.map(known -> new DueInstants(cron, known));
    } catch (CronExpression.UnreadableException e) {
      return Optional.empty();
    }
  }

  /** The first one after now of what is enabled; refused when there is none ever. */
  static @Nullable Instant first(DueInstants instants, boolean enabled, Instant now) {
    Instant next = instants.after(now).orElseThrow(ScheduleErrors::neverDue);
    return enabled ? next : null;
  }

  /** The next five. */
  static List<Instant> preview(DueInstants instants, Instant now) {
    return instants.next(now, 5);
  }
}
