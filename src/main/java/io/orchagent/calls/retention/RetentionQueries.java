package io.orchagent.calls.retention;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Deletions by the time inside a run's id. */
@Singleton
class RetentionQueries {
  static final int BATCH = 1_000;

  /** How long a drop waits for its lock, while everybody else queues behind it. */
  private static final String LOCK_TIMEOUT = "500ms";

  private final Sql sql;

  RetentionQueries(Sql sql) {
    this.sql = sql;
  }

  Instant now() {
    return sql.first("select clock_timestamp() as now", row -> row.instant("now")).orElseThrow();
  }

  /** Of every run there is a payload, also without a trace. */
  private static final String PAYLOADS =
      """
      with gone as (
        delete from run_payload where run_id in (
          select run_id from run_payload p
          where %s p.run_id < ?
            and not exists (select from queued_call q where q.run_id = p.run_id)
          order by p.run_id limit %d for update skip locked)
        returning run_id),
      traces as (delete from run_trace_event where run_id in (select run_id from gone))
      select count(*) as n from gone
      """;

  private static final String RUNS =
      """
      delete from run where id in (
        select id from run
        where %s id < ? and status not in ('queued', 'running')
        order by id limit %d for update skip locked)
      """;

  /** One batch of all workspaces' payloads, each with its trace. */
  int deletePayloads(Instant before) {
    return payloads(PAYLOADS.formatted("", BATCH), Ids.lowest(before));
  }

  int deletePayloads(UUID workspace, Instant before) {
    return payloads(
        PAYLOADS.formatted("p.workspace_id = ? and", BATCH), workspace, Ids.lowest(before));
  }

  private int payloads(String statement, Object... values) {
    return sql.first(statement, row -> (int) row.number("n"), values).orElseThrow();
  }

  /** One batch of all workspaces' runs. */
  int deleteRuns(Instant before) {
    return sql.update(RUNS.formatted("", BATCH), Ids.lowest(before));
  }

  int deleteRuns(UUID workspace, Instant before) {
    return sql.update(RUNS.formatted("workspace_id = ? and", BATCH), workspace, Ids.lowest(before));
  }

  /** In a transaction of its own. */
  List<String> dropPartitions(String table, Instant before) {
    sql.first("select set_config('lock_timeout', ?, true)", row -> true, LOCK_TIMEOUT);
    return sql.list(
        "select drop_run_partitions(?::regclass, ?) as name",
        row -> row.text("name"),
        table,
        before);
  }
}
