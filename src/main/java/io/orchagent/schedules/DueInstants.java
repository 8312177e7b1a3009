package io.orchagent.schedules;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When an expression is due in a zone, as Vixie's cron means it. Fixed times are read off the
 * calendar: one that a clock change skips is due at the first moment after the gap, one that occurs
 * twice is due the first time. Where minute or hour begins with a star real time is followed: every
 * moment whose local time fits.
 */
record DueInstants(CronExpression cron, ZoneId zone) {
  /** Leap days are eight years apart where a century has none; a weekday may be asked for too. */
  private static final int YEARS = 41;

  /** The first due instant after that one; empty when there is none in a lifetime. */
  Optional<Instant> after(Instant moment) {
    return cron.realTime() ? realTime(moment) : fixed(moment);
  }

  /** The next ones, fewer when there are no more. */
  List<Instant> next(Instant moment, int many) {
    List<Instant> found = new ArrayList<>();
    Optional<Instant> next = after(moment);
    while (next.isPresent() && found.size() < many) {
      found.add(next.get());
      next = found.size() < many ? after(next.get()) : Optional.empty();
    }
    return found;
  }

  /**
   * Those that fell due last, in their order: looked for backwards from the end, so that years in
   * which nobody looked cost no more than a day.
   *
   * @param first a due instant, the earliest that is wanted
   * @param end not before that; the latest that is wanted
   * @param many at least 1; how many at most
   */
  List<Instant> latest(Instant first, Instant end, int many) {
    Duration window = Duration.ofHours(2);
    List<Instant> found = upTo(end, end.minus(window), first);
    while (found.size() < many && !found.contains(first)) {
      window = window.multipliedBy(4);
      found = upTo(end, end.minus(window), first);
    }
    return found.subList(Math.max(0, found.size() - many), found.size());
  }

  /** From behind a moment, or from the first one where that is later. */
  private List<Instant> upTo(Instant end, Instant behind, Instant first) {
    List<Instant> found = new ArrayList<>();
    Optional<Instant> next = behind.isBefore(first) ? Optional.of(first) : after(behind);
    while (next.isPresent() && !next.get().isAfter(end)) {
      found.add(next.get());
      next = after(next.get());
    }
    return found;
  }

  private boolean isDay(LocalDate date) {
    return cron.months().get(date.getMonthValue())
        && cron.isDay(date.getDayOfMonth(), date.getDayOfWeek().getValue() % 7);
  }

  private Optional<Instant> fixed(Instant moment) {
    LocalDate first = LocalDate.ofInstant(moment, zone);
    LocalDate last = first.plusYears(YEARS);
    LocalDate date = first;
    while (date.isBefore(last)) {
      if (!cron.months().get(date.getMonthValue())) {
        date = date.withDayOfMonth(1).plusMonths(1);
      } else {
        Optional<Instant> found = isDay(date) ? onDay(date, moment) : Optional.empty();
        if (found.isPresent()) {
          return found;
        }
        date = date.plusDays(1);
      }
    }
    return Optional.empty();
  }

  private Optional<Instant> onDay(LocalDate date, Instant after) {
    for (int hour = cron.hours().nextSetBit(0);
        hour >= 0;
        hour = cron.hours().nextSetBit(hour + 1)) {
      for (int minute = cron.minutes().nextSetBit(0);
          minute >= 0;
          minute = cron.minutes().nextSetBit(minute + 1)) {
        Instant due = onCalendar(date.atTime(LocalTime.of(hour, minute)));
        if (due.isAfter(after)) {
          return Optional.of(due);
        }
      }
    }
    return Optional.empty();
  }

  /** Grows with the local time, though not always strictly. */
  private Instant onCalendar(LocalDateTime local) {
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    return change == null || change.isOverlap()
        ? ZonedDateTime.ofLocal(local, zone, null).toInstant()
        : change.getInstant();
  }

  private Optional<Instant> realTime(Instant moment) {
    ZoneRules rules = zone.getRules();
    Instant next = moment.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    Instant last = moment.atZone(zone).plusYears(YEARS).toInstant();
    while (next.isBefore(last)) {
      ZonedDateTime local = next.atZone(zone);
      Optional<Instant> jump = jump(local);
      if (jump.isEmpty()) {
        return Optional.of(next);
      }
      next = notBeyondChange(rules, next, jump.get());
    }
    return Optional.empty();
  }

  /** From a local time that does not fit to the next that may; empty when it fits. */
  private Optional<Instant> jump(ZonedDateTime local) {
    LocalDate date = local.toLocalDate();
    if (!cron.months().get(date.getMonthValue())) {
      return Optional.of(date.withDayOfMonth(1).plusMonths(1).atStartOfDay(zone).toInstant());
    }
    if (!isDay(date)) {
      return Optional.of(date.plusDays(1).atStartOfDay(zone).toInstant());
    }
    if (!cron.hours().get(local.getHour())) {
      return Optional.of(local.toInstant().plus(Duration.ofMinutes(60 - local.getMinute())));
    }
    if (!cron.minutes().get(local.getMinute())) {
      return Optional.of(local.toInstant().plus(1, ChronoUnit.MINUTES));
    }
    return Optional.empty();
  }

  /** Behind a change the local time is another: it is looked at from its first minute on. */
  private static Instant notBeyondChange(ZoneRules rules, Instant from, Instant to) {
    ZoneOffsetTransition change = rules.nextTransition(from);
    if (change == null || !change.getInstant().isBefore(to)) {
      return to;
    }
    Instant minute = change.getInstant().truncatedTo(ChronoUnit.MINUTES);
    return minute.equals(change.getInstant()) ? minute : minute.plus(1, ChronoUnit.MINUTES);
  }
}
