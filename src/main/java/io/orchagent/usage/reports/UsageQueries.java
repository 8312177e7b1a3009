package io.orchagent.usage.reports;

import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sums of the facts. */
@Singleton
class UsageQueries {
  private static final String FACTS =
      """
      with %2$s,
      facts as not materialized (
        select %1$s, workspace_id, agent_id, calls, failed, executions, execution_ms,
          input_tokens, output_tokens, cost_usd, earnings_cents, duration_ms, durations, histogram
        from (
          select at, workspace_id, agent_id, agent, version, provider, model, trigger, status,
            tenant_id, calls, failed, executions, execution_ms, input_tokens, output_tokens,
            cost_usd, earnings_cents, duration_ms, durations, %4$s as histogram from rolled
          union all
          select at, workspace_id, agent_id, agent, version, provider, model, trigger, status,
            tenant_id, calls, failed, executions, execution_ms, input_tokens, output_tokens,
            cost_usd, earnings_cents, duration_ms, durations, %5$s from found) either),
      summed as (
        select k1, k2, k3, max(%3$s) as agent_id, sum(calls) as calls, sum(failed) as failed,
          sum(executions) as executions, sum(execution_ms) as execution_ms,
          sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens,
          sum(cost_usd) as cost_usd, sum(earnings_cents) as earnings_cents,
          sum(duration_ms) as duration_ms, sum(durations) as durations,
          string_agg(histogram, '') as histogram
        from facts group by k1, k2, k3),
      """;

  /**
   * A call's bucket is the first up to which there is the wanted part of all durations. Apart from
   * the sums, which would otherwise be carried through every bucket; by keys that are made one text
   * before they are multiplied by buckets (which the select list does without storing them), and in
   * doubles, which add whole numbers exactly and much faster than numerics.
   */
  private static final String PERCENTILES =
      """
      counted as (
        select keys, bucket, sum(n)::bigint as n from (
          select keys, unnest(buckets) as bucket, unnest(bucket_calls)::float8 as n
          from (select (k1, k2, k3)::text as keys, buckets, bucket_calls
                from (select %1$s, buckets, bucket_calls from rolled) k offset 0) r
          union all
          select (k1, k2, k3)::text, bucket, 1
          from (select %1$s, bucket from found where bucket is not null) k) either
        group by keys, bucket),
      ranked as (
        select keys, bucket, sum(n) over (partition by keys order by bucket) as below,
          sum(n) over (partition by keys) as all_of_them
        from counted),
      percentiles as (
        select keys, min(bucket) filter (where below >= ceil(all_of_them * 0.5)) as p50,
          min(bucket) filter (where below >= ceil(all_of_them * 0.95)) as p95
        from ranked group by keys),
      """;

  /**
   * All histograms of a group one behind the other, for {@link DurationHistogram}: it adds in a
   * fraction of the time that PostgreSQL takes to unnest them. Only of what is grouped, since that
   * is little.
   */
  private static final String HISTOGRAM = "buckets::text || bucket_calls::text";

  private static final String HISTOGRAM_OF_ROW = "'{' || bucket || '}{1}'";

  private static final String NO_PERCENTILES =
      """
      percentiles as (
        select null::text as keys, null::smallint as p50, null::smallint as p95 where false),
      """;

  private static final String CALLERS =
      """
      callers as (
        select (k1, k2, k3)::text as keys, count(*) as callers
        from (select distinct k1, k2, k3, workspace_id from facts) of_all
        group by k1, k2, k3)
      """;

  private static final String NO_CALLERS =
      """
      callers as (select null::text as keys, null::bigint as callers where false)
      """;

  private static final String SELECT =
      """
      select hours.*, count(*) over () as groups from (
        select summed.*, p50, p95, callers from summed
        left join percentiles on percentiles.keys = (k1, k2, k3)::text
        left join callers on callers.keys = (k1, k2, k3)::text%s) hours
      """;

  /** No hour is in both: it is counted as a whole, or it is read from rows. */
  private static final String SERIES =
      """

        union all
        select extract(epoch from hour)::bigint::text, null, null, null, calls, failed, executions,
          execution_ms, input_tokens, output_tokens, cost_usd, earnings_cents, duration_ms,
          durations, null, p50, p95, null
        from usage_series where workspace_id = ? and hour >= ? and hour < ?""";

  private final Sql sql;

  UsageQueries(Sql sql) {
    this.sql = sql;
  }

  /** Now, by the database's clock, and up to where there are roll-ups. */
  record Moment(Instant now, Instant countedUntil) {}

  Moment moment() {
    return sql.first(
            "select clock_timestamp() as now, counted_until from usage_progress",
            row -> new Moment(row.instant("now"), row.instant("counted_until")))
        .orElseThrow();
  }

  /** A part of a list of sums. */
  record Part(List<Sums> sums, long total) {}

  /** Without percentiles; zeros when there is nothing. */
  Sums total(Asked asked, Instant countedUntil) {
    List<Sums> found =
        read(asked, Grouping.NONE, countedUntil, false, "", List.of(), UsageQueries::sums);
    return found.isEmpty() ? Sums.ZERO : found.getFirst();
  }

  /** In the order of their keys. */
  List<Sums> ordered(Asked asked, Grouping grouping, Instant countedUntil, boolean histogram) {
    return read(
        asked,
        grouping,
        countedUntil,
        histogram,
        "order by k1 nulls last, k2 nulls last, k3",
        List.of(),
        UsageQueries::sums);
  }

  /** The most calls first. */
  Part most(
      Asked asked, Grouping grouping, Instant countedUntil, boolean histogram, PageRequest page) {
    List<Long> totals = new ArrayList<>();
    List<Sums> sums =
        read(
            asked,
            grouping,
            countedUntil,
            histogram,
            "order by calls desc, k1 nulls last, k2 nulls last, k3 limit ? offset ?",
            List.of(page.limit(), page.offset()),
            row -> {
              totals.add(row.number("groups"));
              return sums(row);
            });
    long total =
        totals.isEmpty() && page.offset() > 0
            ? ordered(asked, grouping, countedUntil, false).size()
            : totals.stream().findFirst().orElse(0L);
    return new Part(sums, total);
  }

  private List<Sums> read(
      Asked asked,
      Grouping grouping,
      Instant countedUntil,
      boolean histogram,
      String order,
      List<Object> more,
      Sql.RowReader<Sums> reader) {
    Facts facts = Facts.of(asked, grouping, countedUntil, this::areGrouped);
    Statement statement = statement(facts, asked, grouping, histogram);
    List<Object> values = new ArrayList<>(statement.values());
    values.addAll(more);
    return sql.list(statement.text() + order, reader, values.toArray());
  }

  /** What is asked, but for the order. */
  record Statement(String text, List<Object> values) {}

  static Statement statement(Facts facts, Asked asked, Grouping grouping, boolean histogram) {
    // Only agents have ids, and only there the newest is worth its search
    String agentId = grouping == Grouping.AGENT ? "agent_id::text" : "null::text";
    boolean merged = histogram && asked.isPlain();
    String text =
        FACTS.formatted(
                grouping.keys(),
                facts.text(),
                agentId,
                merged ? HISTOGRAM : "null::text",
                merged ? HISTOGRAM_OF_ROW : "null")
            + (histogram && !merged ? PERCENTILES.formatted(grouping.keys()) : NO_PERCENTILES)
            + (asked.asAuthor() ? CALLERS : NO_CALLERS)
            + SELECT.formatted(facts.series().isEmpty() ? "" : SERIES);
    List<Object> values = new ArrayList<>(facts.values());
    values.addAll(facts.series());
    return new Statement(text, values);
  }

  /**
   * Whether all calls of these hours are in groups of hours too. Groups of hours are kept for a
   * while and were not made by all servers there ever were, so it is asked of the figures.
   */
  boolean areGrouped(UUID workspace, Instant from, Instant to) {
    return sql.first(
            """
            select (
              select coalesce(sum(calls), 0) from usage_series
              where workspace_id = ? and hour >= ? and hour < ?) = (
              select coalesce(sum(calls), 0) from usage_group
              where workspace_id = ? and grouped_by = 'all' and hours = 1
                and begun >= ? and begun < ?) as grouped
            """,
            row -> row.flag("grouped"),
            workspace,
            from,
            to,
            workspace,
            from,
            to)
        .orElseThrow();
  }

  private static Sums sums(Sql.Row row) throws SQLException {
    String histogram = row.optionalText("histogram");
    DurationHistogram merged = histogram == null ? null : DurationHistogram.merged(histogram);
    return new Sums(
        row.optionalText("k1"),
        row.optionalText("k2"),
        row.optionalText("k3"),
        row.optionalText("agent_id"),
        row.number("calls"),
        row.number("failed"),
        row.number("executions"),
        row.number("execution_ms"),
        row.number("input_tokens"),
        row.number("output_tokens"),
        cost(row.optionalDecimal("cost_usd")),
        row.number("earnings_cents"),
        row.number("duration_ms"),
        row.number("durations"),
        merged == null ? bucket(row, "p50") : merged.percentile(50),
        merged == null ? bucket(row, "p95") : merged.percentile(95),
        row.optionalNumber("callers"));
  }

  private static BigDecimal cost(@Nullable BigDecimal cost) {
    return Objects.requireNonNullElse(cost, BigDecimal.ZERO);
  }

  private static @Nullable Long bucket(Sql.Row row, String column) throws SQLException {
    Integer bucket = row.optionalInteger(column);
    return bucket == null ? null : bucket.longValue();
  }
}
