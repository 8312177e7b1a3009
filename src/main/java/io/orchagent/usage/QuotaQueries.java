package io.orchagent.usage;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

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

  /** The same of several, in the order in which they are given. */
  void lockForCount(List<UUID> workspaces) {
    sql.list(
        """
        select pg_advisory_xact_lock(hashtextextended('quota:' || workspace, 1))
        from unnest(?) as each (workspace)
        """,
        row -> true,
        (Object) workspaces.toArray(UUID[]::new));
  }

  /** The epoch of the count to go by; where a lock is held, it was taken before. */
  long epoch(UUID workspace) {
    return sql.first(
            "select epoch from quota_epoch where workspace_id = ?",
            row -> row.number("epoch"),
            workspace)
        .orElse(0L);
  }

  /** The same of several. */
  Map<UUID, Long> epochs(Collection<UUID> workspaces) {
    Map<UUID, Long> epochs = new HashMap<>();
    workspaces.forEach(each -> epochs.put(each, 0L));
    sql.list(
            "select workspace_id, epoch from quota_epoch where workspace_id = any(?)",
            row -> Map.entry(row.id("workspace_id"), row.number("epoch")),
            (Object) workspaces.toArray(UUID[]::new))
        .forEach(known -> epochs.put(known.getKey(), known.getValue()));
    return epochs;
  }

  /**
   * Begins another epoch: counts that Redis has are old from now. It is one that never was, so that
   * what Redis was told in a transaction that failed is not believed later.
   */
  long nextEpoch(UUID workspace) {
    return nextEpochs(List.of(workspace)).get(workspace);
  }

  /** The same of several, whose locks are held. */
  Map<UUID, Long> nextEpochs(List<UUID> workspaces) {
    Map<UUID, Long> epochs = new HashMap<>();
    workspaces.forEach(
        each -> epochs.put(each, ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)));
    sql.update(
        """
        insert into quota_epoch (workspace_id, epoch) select * from unnest(?, ?)
        on conflict (workspace_id) do update set epoch = excluded.epoch
        """,
        workspaces.toArray(UUID[]::new),
        workspaces.stream().map(epochs::get).toArray(Long[]::new));
    return epochs;
  }

  long count(UUID workspace, QuotaDay day) {
    return counts(List.of(workspace), day).get(workspace);
  }

  /** The same of several. */
  Map<UUID, Long> counts(Collection<UUID> workspaces, QuotaDay day) {
    Map<UUID, Long> counts = new HashMap<>();
    workspaces.forEach(each -> counts.put(each, 0L));
    sql.list(
            """
            select workspace_id, count(*) as n from run_facts
            where workspace_id = any(?) and id >= ? and counts_quota and not paid
              and created_at >= ? and created_at < ?
            group by workspace_id
            """,
            row -> Map.entry(row.id("workspace_id"), row.number("n")),
            workspaces.toArray(UUID[]::new),
            Ids.lowest(day.start().minus(LONGEST_REQUEST)),
            day.start(),
            day.end())
        .forEach(known -> counts.put(known.getKey(), known.getValue()));
    return counts;
  }

  /** Top-level runs that are going on, each with its deadline; some were queued for long. */
  Map<UUID, Instant> leases(UUID workspace, Instant now) {
    return leases(List.of(workspace), now).get(workspace);
  }

  /** The same of several. */
  Map<UUID, Map<UUID, Instant>> leases(Collection<UUID> workspaces, Instant now) {
    Map<UUID, Map<UUID, Instant>> leases = new HashMap<>();
    workspaces.forEach(each -> leases.put(each, new HashMap<>()));
    sql.list(
            """
            select workspace_id, id, deadline_at from run_facts
            where workspace_id = any(?) and counts_quota and status = 'running' and deadline_at > ?
            """,
            row -> new Lease(row.id("workspace_id"), row.id("id"), row.instant("deadline_at")),
            workspaces.toArray(UUID[]::new),
            now)
        .forEach(lease -> leases.get(lease.workspace()).put(lease.run(), lease.deadline()));
    return leases;
  }

  /** Counts a call of a paid agent, in the transaction of its row; false at the limit. */
  boolean takePaid(UUID workspace, QuotaDay day, OptionalLong limit) {
    return sql.first(
            "select paid_call_take(?, ?, ?::bigint) as taken",
            row -> row.flag("taken"),
            workspace,
            day.date(),
            limit.isPresent() ? limit.getAsLong() : null)
        .orElseThrow();
  }

  void returnPaid(UUID workspace, QuotaDay day) {
    sql.first("select paid_call_return(?, ?)", row -> true, workspace, day.date());
  }

  void forgetPaidBefore(QuotaDay day) {
    sql.update("delete from paid_call_day where day < ?", day.date());
  }

  private record Lease(UUID workspace, UUID run, Instant deadline) {}
}
