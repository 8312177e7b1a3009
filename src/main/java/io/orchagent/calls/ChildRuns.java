package io.orchagent.calls;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.redis.Signals;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Runs end with the run that called them. */
@Singleton
class ChildRuns {
  private static final Logger LOG = Logger.getLogger(ChildRuns.class);

  private final Sql sql;
  private final RunKeys keys;
  private final Signals signals;

  ChildRuns(Sql sql, RunKeys keys, Signals signals) {
    this.sql = sql;
    this.keys = keys;
    this.signals = signals;
  }

  /**
   * Whether a run has had any run below it, however that ended: a call that was refused is none.
   */
  boolean any(UUID parent) {
    return sql.first(
            "select exists (select from run where parent_run_id = ?) as called",
            row -> row.flag("called"),
            parent)
        .orElseThrow();
  }

  /** The end of a run is written, so that nothing starts below it any more. */
  void parentEnded(RunStart run) {
    if (!run.release().orchestration().dependent()) {
      return;
    }
    try {
      keys.forget(run.id());
      cancelled(
          sql.list(
              """
              update run set cancel_requested_at = clock_timestamp()
              where parent_run_id = ? and status = 'running' and cancel_requested_at is null
              returning id
              """,
              row -> row.id("id"),
              run.id()));
    } catch (RuntimeException e) {
      LOG.warnf("the runs below %s are ended later: %s", run.id(), e.getMessage());
    }
  }

  /** Those whose caller ended where nobody could tell them. */
  void endOrphans() {
    cancelled(
        sql.list(
            """
            update run set cancel_requested_at = clock_timestamp()
            where status = 'running' and parent_run_id is not null and cancel_requested_at is null
              and not exists (
                select from run p where p.id = run.parent_run_id and p.status = 'running')
            returning id
            """,
            row -> row.id("id")));
    keys.purge();
  }

  private void cancelled(List<UUID> runs) {
    runs.forEach(run -> signals.send(RunCancellation.TOPIC, run.toString()));
  }
}
