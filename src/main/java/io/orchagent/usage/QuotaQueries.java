package io.orchagent.usage;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
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

  /** Held while calls are counted: the rows of others wait until the count is made. */
  void lockForCount(UUID workspace) {
    sql.first(
        "select pg_advisory_xact_lock(hashtextextended(?, 1))", row -> true, "quota:" + workspace);
  }

  /** The epoch of the count to go by; where a lock is held, it was taken before. */
  long epoch(UUID workspace) {
    return sql.first(
            "select epoch from quota_epoch where workspace_id = ?",
            row -> row.number("epoch"),
            workspace)
        .orElse(0L);
  }

  /**
   * Begins another epoch: counts that Redis has are old from now. It is one that never was, so that
   * what Redis was told in a transaction that failed is not believed later.
   */
  long nextEpoch(UUID workspace) {
    long epoch = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    sql.update(
        """
        insert into quota_epoch (workspace_id, epoch) values (?, ?)
        on conflict (workspace_id) do update set epoch = excluded.epoch
        """,
        workspace,
        epoch);
    return epoch;
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
