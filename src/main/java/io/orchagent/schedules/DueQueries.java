package io.orchagent.schedules;

import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Claiming what is due, and what becomes of it. */
@Singleton
class DueQueries {
  private final Sql sql;

  DueQueries(Sql sql) {
    this.sql = sql;
  }

  /**
   * A schedule whose next run is due, locked until the transaction ends.
   *
   * @param plan of its workspace; null when that was deleted
   * @param fresh false when somebody has taken this very instant before
   * @param busy whether a run of it is still going on
   * @param now by the database's clock
   */
  record Due(Schedule schedule, @Nullable String plan, boolean fresh, boolean busy, Instant now) {
    Instant dueAt() {
      return Objects.requireNonNull(schedule.state().nextRunAt(), "it is due");
    }
  }

  /**
   * Takes due instants, the oldest first; rows that somebody else is at are passed over. The
   * statement's own time is compared, not the clock's: only a value that stays the same while the
   * statement runs can be looked up in the index, and so what is not due is not even looked at.
   */
  private static final String CLAIMED =
      """
      with due as materialized (
        select * from schedule
        where next_run_at <= statement_timestamp() and %s
        order by next_run_at limit ? for no key update skip locked
      ), fresh as (
        insert into schedule_firing (schedule_id, due_at)
        select id, next_run_at from due
        on conflict do nothing
        returning schedule_id
      )
      select %s, w.plan, fresh.schedule_id is not null as fresh,
             exists (select from run r
                     where r.schedule_id = s.id and r.status in ('queued', 'running')) as busy,
             statement_timestamp() as now
      from due s
      left join living_workspace w on w.id = s.workspace_id
      left join fresh on fresh.schedule_id = s.id
      order by s.next_run_at, s.id
      """;

  static final String CLAIM = CLAIMED.formatted("id <> all (?)", ScheduleRow.COLUMNS);
  private static final String CLAIM_ONE = CLAIMED.formatted("id = ?", ScheduleRow.COLUMNS);

  /**
   * @param but these are passed over
   */
  List<Due> claim(int many, Collection<UUID> but) {
    return claim(CLAIM, but.toArray(UUID[]::new), many);
  }

  /** That one, when it is due and nobody is at it. */
  List<Due> claimOne(UUID schedule) {
    return claim(CLAIM_ONE, schedule, 1);
  }

  private List<Due> claim(String statement, Object which, int many) {
    return sql.list(
        statement,
        row ->
            new Due(
                ScheduleRow.read(row),
                row.optionalText("plan"),
                row.flag("fresh"),
                row.flag("busy"),
                row.instant("now")),
        which,
        many);
  }

  /** Takes one instant more of each of some schedules; returns those of which nobody has. */
  Set<UUID> take(Map<UUID, Instant> instants) {
    if (instants.isEmpty()) {
      return Set.of();
    }
    List<UUID> schedules = List.copyOf(instants.keySet());
    return Set.copyOf(
        sql.list(
            """
            insert into schedule_firing (schedule_id, due_at)
            select * from unnest(?::uuid[], ?::timestamptz[])
            on conflict do nothing
            returning schedule_id
            """,
            row -> row.id("schedule_id"),
            schedules.toArray(UUID[]::new),
            schedules.stream().map(each -> instants.get(each).toString()).toArray(String[]::new)));
  }

  /**
   * What becomes of a claimed schedule.
   *
   * @param next null when it is never due again
   * @param runs whether a run of it was queued
   */
  record Settled(UUID scheduleId, @Nullable Instant next, boolean runs) {}

  void settle(List<Settled> settled) {
    sql.update(
        """
        update schedule s set
          next_run_at = v.next,
          total_runs = s.total_runs + v.runs,
          last_run_at = case v.runs when 1 then clock_timestamp() else s.last_run_at end,
          last_run_status = case v.runs when 1 then 'queued' else s.last_run_status end
        from unnest(?::uuid[], ?::timestamptz[], ?::integer[]) as v (id, next, runs)
        where s.id = v.id
        """,
        settled.stream().map(Settled::scheduleId).toArray(UUID[]::new),
        settled.stream()
            .map(each -> each.next() == null ? null : each.next().toString())
            .toArray(String[]::new),
        settled.stream().map(each -> each.runs() ? "1" : "0").toArray(String[]::new));
  }

  /**
   * When to look again.
   *
   * @param now by the database's clock
   * @param next the earliest instant that nobody has taken; null when there is none
   */
  record Outlook(Instant now, @Nullable Instant next) {}

  Outlook outlook() {
    Optional<Outlook> known =
        sql.first(
            """
            select clock_timestamp() as now,
                   (select next_run_at from schedule where next_run_at is not null
                    order by next_run_at limit 1) as next
            """,
            row -> new Outlook(row.instant("now"), row.optionalInstant("next")));
    return known.orElseThrow();
  }
}
