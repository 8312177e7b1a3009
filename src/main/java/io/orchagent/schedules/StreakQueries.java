package io.orchagent.schedules;

import io.orchagent.calls.RunFinished.Finished;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Failures in a row. */
@Singleton
class StreakQueries {
  private final Sql sql;

  StreakQueries(Sql sql) {
    this.sql = sql;
  }

  /**
   * Where a schedule's streak is.
   *
   * @param lastEnded the run whose end was counted last
   */
  record Streak(
      int failures,
      boolean enabled,
      Schedule.Alerting alerting,
      String agentName,
      @Nullable UUID lastEnded) {}

  /** Until this transaction ends nobody else counts. */
  Optional<Streak> lock(UUID schedule) {
    return sql.first(
        """
        select consecutive_failures, enabled, max_consecutive_failures, last_ended_run_id,
               alert_webhook_url, alert_on_failure_count, agent_name
        from schedule where id = ? for no key update
        """,
        row ->
            new Streak(
                (int) row.number("consecutive_failures"),
                row.flag("enabled"),
                new Schedule.Alerting(
                    row.optionalText("alert_webhook_url"),
                    (int) row.number("alert_on_failure_count"),
                    (int) row.number("max_consecutive_failures")),
                row.text("agent_name"),
                row.optionalId("last_ended_run_id")),
        schedule);
  }

  void ended(Finished run, int failures, boolean disables) {
    sql.update(
        """
        update schedule set
          last_run_status = ?, last_ended_run_id = ?, consecutive_failures = ?,
          enabled = enabled and not ?,
          next_run_at = case when ? then null else next_run_at end,
          auto_disabled_at = case when ? then clock_timestamp() else auto_disabled_at end
        where id = ?
        """,
        run.status(),
        run.runId(),
        failures,
        disables,
        disables,
        disables,
        run.scheduleId());
  }
}
