package io.orchagent.usage;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** What PostgreSQL knows of a workspace's use, and the lock between counting and calling. */
@Singleton
class QuotaQueries {
  /** An id is as old as its request; the row is written when the request has been read. */
  private static final Duration LONGEST_REQUEST = Duration.ofHours(2);

  private final Sql sql;

  QuotaQueries(Sql sql) {
    this.sql = sql;
  }

  Instant now() {
    return sql.first("select clock_timestamp() as now", row -> row.instant("now")).orElseThrow();
  }

  /** Held from the step in Redis to the commit of the start row, by any number of calls. */
  void lockForCall(UUID workspace) {
    sql.first(
        "select pg_advisory_xact_lock_shared(hashtextextended(?, 1))",
        row -> true,
        "quota:" + workspace);
  }

  /** Held while calls are counted: then none is under way. */
  void lockForCount(UUID workspace) {
    sql.first(
        "select pg_advisory_xact_lock(hashtextextended(?, 1))", row -> true, "quota:" + workspace);
  }

  /** To be read after the lock was taken, in a statement of its own. */
  long epoch(UUID workspace) {
    return sql.first(
            "select epoch from quota_epoch where workspace_id = ?",
            row -> row.number("epoch"),
            workspace)
        .orElse(0L);
  }

  /** Counts in Redis miss what comes now. */
  void nextEpoch(UUID workspace) {
    sql.update(
        """
        insert into quota_epoch (workspace_id, epoch) values (?, 1)
        on conflict (workspace_id) do update set epoch = quota_epoch.epoch + 1
        """,
        workspace);
  }

  long count(UUID workspace, QuotaDay day) {
    return sql.first(
            """
            select count(*) as n from run_facts
            where workspace_id = ? and id >= ? and counts_quota
              and created_at >= ? and created_at < ?
            """,
            row -> row.number("n"),
            workspace,
            Ids.lowest(day.start().minus(LONGEST_REQUEST)),
            day.start(),
            day.end())
        .orElseThrow();
  }

  /** Top-level runs that are going on, each with its deadline; some were queued for long. */
  Map<UUID, Instant> leases(UUID workspace, Instant now) {
    return sql
        .list(
            """
            select id, deadline_at from run_facts
            where workspace_id = ? and counts_quota and status = 'running' and deadline_at > ?
            """,
            row -> Map.entry(row.id("id"), row.instant("deadline_at")),
            workspace,
            now)
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
