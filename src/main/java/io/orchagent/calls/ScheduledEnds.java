package io.orchagent.calls;

import io.orchagent.calls.RunFinished.Finished;
import io.orchagent.platform.persistence.Sql;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Tells of the ends of runs that schedules had started. */
@Singleton
class ScheduledEnds {
  private final Sql sql;
  private final List<RunFinished> listeners;

  ScheduledEnds(Sql sql, @All List<RunFinished> listeners) {
    this.sql = sql;
    this.listeners = listeners;
  }

  /** First in the transaction that ends a run which has other locks to take. */
  void ending(UUID run) {
    sql.first(
            "select schedule_id from run where id = ? and schedule_id is not null",
            row -> row.id("schedule_id"),
            run)
        .ifPresent(schedule -> listeners.forEach(listener -> listener.ending(schedule)));
  }

  /** In the transaction of the end of a run. */
  void ended(RunOrigin origin, UUID run) {
    if (origin.schedule() != null) {
      ended(List.of(run));
    }
  }

  /** In the transaction that ends some runs, most of which no schedule may have started. */
  void ended(List<UUID> runs) {
    if (runs.isEmpty()) {
      return;
    }
    List<Finished> finished = find(runs);
    if (!finished.isEmpty()) {
      listeners.forEach(listener -> listener.finished(finished));
    }
  }

  /** In one order, so that two who end several runs don't wait for each other. */
  private List<Finished> find(List<UUID> runs) {
    return sql.list(
        """
        select id, workspace_id, schedule_id, trigger, status, error_code, error_message from run
        where id = any(?) and schedule_id is not null order by schedule_id, id
        """,
        row ->
            new Finished(
                row.id("id"),
                row.id("workspace_id"),
                row.id("schedule_id"),
                row.text("trigger"),
                row.text("status"),
                row.optionalText("error_code"),
                row.optionalText("error_message")),
        (Object) runs.toArray(UUID[]::new));
  }
}
