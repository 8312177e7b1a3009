package io.orchagent.usage.rollups;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes the roll-ups. All but the first are for who holds the mark. */
@Singleton
class RollupQueries {
  /** Ids are as old as their request, rows as their start; clocks of servers differ a little. */
  static final Duration LONGEST_REQUEST = Duration.ofHours(2);

  private static final Duration CLOCKS_APART = Duration.ofHours(1);
  static final int BATCH = 5_000;

  private static final String ASKED_BY =
      """
      workspace_id, agent_workspace_id, agent_id, agent, version, provider, model, trigger,
      status""";

  private static final String SUMS =
      """
      sum(calls), sum(executions), sum(execution_ms), sum(input_tokens), sum(output_tokens),
      sum(cost_usd), sum(earnings_cents), sum(duration_ms), sum(n),
      coalesce(array_agg(bucket order by bucket) filter (where bucket is not null), '{}'),
      coalesce(array_agg(n order by bucket) filter (where bucket is not null), '{}')""";

  private final Sql sql;

  RollupQueries(Sql sql) {
    this.sql = sql;
  }

  /** The mark, and now. */
  record Progress(Instant countedUntil, Instant now) {}

  Progress progress() {
    return progress("");
  }

  /** Holds the mark until this transaction ends. */
  Progress hold() {
    return progress(" for update");
  }

  private Progress progress(String lock) {
    return sql.first(
            "select counted_until, clock_timestamp() as now from usage_progress" + lock,
            row -> new Progress(row.instant("counted_until"), row.instant("now")))
        .orElseThrow();
  }

  void advance(Instant countedUntil) {
    sql.update("update usage_progress set counted_until = ?", countedUntil);
  }

  /** Leaves out the workspaces of whose runs one has not ended. */
  void leaveOpen(Instant hour) {
    Instant end = hour.plus(Duration.ofHours(1));
    sql.update(
        """
        insert into usage_open_hour (workspace_id, hour)
        select distinct workspace_id, ?::timestamptz from run_facts
        where id >= ? and id < ? and created_at >= ? and created_at < ?
          and status in ('queued', 'running')
        on conflict do nothing
        """,
        hour,
        from(hour),
        to(end),
        hour,
        end);
  }

  private static final String COUNT_HOUR =
      """
      with facts as (
        select %s, tenant_id, usage_bucket(duration_ms) as bucket, count(*) as calls,
          count(*) filter (where execution_ms > 0 and execution_engine <> 'direct_llm') as executions,
          coalesce(sum(execution_ms) filter (where execution_engine <> 'direct_llm'), 0) as execution_ms,
          coalesce(sum(input_tokens), 0) as input_tokens,
          coalesce(sum(output_tokens), 0) as output_tokens,
          coalesce(sum(cost_usd), 0) as cost_usd,
          sum(author_share_cents) as earnings_cents,
          coalesce(sum(duration_ms), 0) as duration_ms, count(duration_ms) as n
        from run_facts f
        where id >= ? and id < ? and created_at >= ? and created_at < ?
          and status not in ('queued', 'running') and %s
        group by %s, tenant_id, bucket)
      insert into usage_hour
      select ?::timestamptz, %s, tenant_id, %s
      from facts group by %s, tenant_id
      """;

  private static String countHour(String whose) {
    return COUNT_HOUR.formatted(ASKED_BY, whose, ASKED_BY, ASKED_BY, SUMS, ASKED_BY);
  }

  private static final String COUNT_ALL =
      countHour(
          """
          not exists (select from usage_open_hour o
                      where o.workspace_id = f.workspace_id and o.hour = ?)""");

  private static final String COUNT_ONE = countHour("workspace_id = ?");

  void countHour(Instant hour) {
    countHour(COUNT_ALL, hour, hour);
  }

  /** An hour of a workspace that was left open. */
  void countHour(UUID workspace, Instant hour) {
    countHour(COUNT_ONE, hour, workspace);
  }

  private void countHour(String statement, Instant hour, Object whose) {
    Instant end = hour.plus(Duration.ofHours(1));
    sql.update(statement, from(hour), to(end), hour, end, whose, hour);
  }

  /** Narrower sums of all that was counted of the hour. */
  void sumHour(Instant hour) {
    sql.list("select usage_series_count(?::timestamptz, null)", row -> true, hour);
    sql.list("select usage_group_count(?::timestamptz, 1::smallint, null)", row -> true, hour);
  }

  void sumHour(UUID workspace, Instant hour) {
    sql.list("select usage_series_count(?::timestamptz, ?::uuid)", row -> true, hour, workspace);
  }

  void groupHour(UUID workspace, Instant hour) {
    sql.list(
        "select usage_group_count(?::timestamptz, 1::smallint, ?::uuid)",
        row -> true,
        hour,
        workspace);
  }

  private static final String COUNT_DAY =
      """
      with hours as (select * from usage_hour where hour >= ? and hour < ?%s),
      facts as (
        select %s, null::smallint as bucket, 0 as n, calls, executions, execution_ms,
          input_tokens, output_tokens, cost_usd, earnings_cents, duration_ms
        from hours
        union all
        select %s, h.bucket, h.n, 0, 0, 0, 0, 0, 0, 0, 0
        from hours, unnest(buckets, bucket_calls) as h (bucket, n)),
      merged as (
        select %s, bucket, sum(n) as n, sum(calls) as calls, sum(executions) as executions,
          sum(execution_ms) as execution_ms, sum(input_tokens) as input_tokens,
          sum(output_tokens) as output_tokens, sum(cost_usd) as cost_usd,
          sum(earnings_cents) as earnings_cents, sum(duration_ms) as duration_ms
        from facts group by %s, bucket)
      insert into usage_day
      select ?::timestamptz, %s, %s
      from merged group by %s
      """;

  private static String countDay(String whose) {
    return COUNT_DAY.formatted(
        whose, ASKED_BY, ASKED_BY, ASKED_BY, ASKED_BY, ASKED_BY, SUMS, ASKED_BY);
  }

  private static final String DAY_OF_ALL = countDay("");
  private static final String DAY_OF_ONE = countDay(" and workspace_id = ?");

  void countDay(Instant day) {
    sql.update(DAY_OF_ALL, day, day.plus(Duration.ofDays(1)), day);
    sql.list("select usage_group_count(?::timestamptz, 24::smallint, null)", row -> true, day);
  }

  /** Groups of the hours of days that began before, or then. */
  void forgetGroupedHours(Instant lastDay) {
    sql.update(
        "delete from usage_group where hours = 1 and begun < ?", lastDay.plus(Duration.ofDays(1)));
  }

  void recountDay(UUID workspace, Instant day) {
    sql.update("delete from usage_day where workspace_id = ? and day = ?", workspace, day);
    sql.update(DAY_OF_ONE, day, day.plus(Duration.ofDays(1)), workspace, day);
    sql.update(
        "delete from usage_group where workspace_id = ? and hours = 24 and begun = ?",
        workspace,
        day);
    sql.list(
        "select usage_group_count(?::timestamptz, 24::smallint, ?::uuid)",
        row -> true,
        day,
        workspace);
  }

  /** A workspace's hour that was left open. */
  record OpenHour(UUID workspaceId, Instant hour) {}

  /** Those after that one, oldest first. */
  List<OpenHour> open(OpenHour after) {
    return sql.list(
        """
        select workspace_id, hour from usage_open_hour
        where (hour, workspace_id) > (?, ?) order by hour, workspace_id limit 100
        """,
        row -> new OpenHour(row.id("workspace_id"), row.instant("hour")),
        after.hour(),
        after.workspaceId());
  }

  /** Ends an open hour, unless a run of it has still not ended, or somebody else did. */
  boolean close(OpenHour open) {
    Instant end = open.hour().plus(Duration.ofHours(1));
    return sql.update(
            """
            delete from usage_open_hour
            where workspace_id = ? and hour = ? and not exists (
              select from run_facts f
              where f.workspace_id = ? and id >= ? and id < ?
                and created_at >= ? and created_at < ? and status in ('queued', 'running'))
            """,
            open.workspaceId(),
            open.hour(),
            open.workspaceId(),
            from(open.hour()),
            to(end),
            open.hour(),
            end)
        == 1;
  }

  Optional<Instant> oldestOpen() {
    return sql.first(
        "select hour from usage_open_hour order by hour limit 1", row -> row.instant("hour"));
  }

  Optional<Instant> oldestOpen(UUID workspace) {
    return sql.first(
        "select hour from usage_open_hour where workspace_id = ? order by hour limit 1",
        row -> row.instant("hour"),
        workspace);
  }

  /** One batch of each. Returns the most that was deleted of one. */
  int deleteBefore(Instant day) {
    return Stream.of(
            deleteBefore("usage_hour", "hour", day),
            deleteBefore("usage_day", "day", day),
            deleteBefore("usage_series", "hour", day),
            deleteBefore("usage_group", "begun", day))
        .max(Integer::compare)
        .orElseThrow();
  }

  /** Workspaces that were deleted before that moment and are still told of. */
  List<UUID> deleted(Instant before) {
    return sql.list(
        """
        select w.id from workspace w
        where w.deleted_at < ? and exists (select from usage_group g where g.workspace_id = w.id)
        """,
        row -> row.id("id"),
        before);
  }

  /** What others may still ask of a deleted workspace: how often it called their agents. */
  void forget(UUID workspace) {
    sql.update(
        """
        update usage_hour set tenant_id = null
        where workspace_id = ? and agent_workspace_id <> ? and tenant_id is not null
        """,
        workspace,
        workspace);
    for (String table : List.of("usage_hour", "usage_day")) {
      sql.update(
          "delete from " + table + " where workspace_id = ? and agent_workspace_id = ?",
          workspace,
          workspace);
    }
    sql.update("delete from usage_series where workspace_id = ?", workspace);
    sql.update("delete from usage_group where workspace_id = ?", workspace);
  }

  private int deleteBefore(String table, String column, Instant day) {
    return sql.update(
        "delete from %s where ctid = any (array(select ctid from %s where %s < ? limit %d))"
            .formatted(table, table, column, BATCH),
        day);
  }

  private static UUID from(Instant start) {
    return Ids.lowest(start.minus(LONGEST_REQUEST));
  }

  private static UUID to(Instant end) {
    return Ids.lowest(end.plus(CLOCKS_APART));
  }
}
