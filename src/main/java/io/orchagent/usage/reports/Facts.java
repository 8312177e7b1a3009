package io.orchagent.usage.reports;

import io.orchagent.platform.ids.Ids;
import io.orchagent.usage.rollups.Rollups;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts about calls as two tables of SQL: {@code rolled}, what is counted, of whole days and
 * hours, with histograms of durations; and {@code found}, the rows of the rest of the period and of
 * the hours that were left open. Every source yields the same columns, so that what is asked of
 * them need not know where they come from.
 */
final class Facts {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** A day less than they are kept: none goes between the question for them and their reading. */
  private static final Duration HOURS_GROUPED = Rollups.HOURS_GROUPED.minus(DAY.multipliedBy(2));

  /** Ids are as old as their request, rows as their start; clocks of servers differ a little. */
  private static final Duration LONGEST_REQUEST = Duration.ofHours(2);

  private static final String SUMS =
      """
      f.executions, f.execution_ms, f.input_tokens, f.output_tokens, f.cost_usd,
        f.earnings_cents, f.duration_ms, f.durations""";

  private static final String ROLLED_UP =
      """
      select f.%s as at, f.workspace_id, f.agent_id, f.agent, f.version, f.provider, f.model,
        f.trigger, f.status, %s as tenant_id, f.calls, %s as failed, %s, f.buckets,
        f.bucket_calls
      from %s f where\s""";

  private static final String BY_STATUS =
      "case when f.status = 'completed' then 0 else f.calls end";

  private static final String ROW =
      """
      select f.created_at as at, f.workspace_id, f.agent_id, f.agent, f.version, f.provider,
        f.model, f.trigger, f.status, f.tenant_id, 1::bigint as calls,
        (f.status <> 'completed')::int::bigint as failed,
        (coalesce(f.execution_ms, 0) > 0 and f.execution_engine <> 'direct_llm')::int::bigint
          as executions,
        case when f.execution_engine = 'direct_llm' then 0 else coalesce(f.execution_ms, 0) end
          as execution_ms,
        coalesce(f.input_tokens, 0) as input_tokens, coalesce(f.output_tokens, 0) as output_tokens,
        coalesce(f.cost_usd, 0) as cost_usd, f.author_share_cents as earnings_cents,
        coalesce(f.duration_ms, 0) as duration_ms,
        (f.duration_ms is not null)::int::bigint as durations,
        usage_bucket(f.duration_ms) as bucket
      """;

  private static final String OF_OPEN_HOUR =
      """
      from usage_open_hour o join run_facts f on f.workspace_id = o.workspace_id
        and f.id >= run_lowest_id(o.hour - interval '2 hours')
        and f.id < run_lowest_id(o.hour + interval '2 hours')
        and f.created_at >= o.hour and f.created_at < o.hour + interval '1 hour'
      where o.hour >= ? and o.hour < ? and\s""";

  /** Where sums are kept, and under which names. */
  private enum RollUp {
    HOUR("usage_hour", "hour", "f.tenant_id", BY_STATUS),
    DAY("usage_day", "day", "null::text", BY_STATUS),
    GROUP_HOUR("usage_group", "begun", "f.tenant_id", "f.failed"),
    GROUP_DAY("usage_group", "begun", "f.tenant_id", "f.failed");

    private final String start;
    private final String text;

    RollUp(String table, String start, String tenant, String failed) {
      this.start = start;
      this.text = ROLLED_UP.formatted(start, tenant, failed, SUMS, table);
    }

    private boolean isGrouped() {
      return this == GROUP_HOUR || this == GROUP_DAY;
    }

    /** Groups of hours and of days are in one table. */
    private String length() {
      return isGrouped() ? this == GROUP_DAY ? "f.hours = 24 and " : "f.hours = 1 and " : "";
    }
  }

  private final Asked asked;
  private final Grouping grouping;
  private final List<String> rolled = new ArrayList<>();
  private final List<Object> rolledValues = new ArrayList<>();
  private final List<String> found = new ArrayList<>();
  private final List<Object> foundValues = new ArrayList<>();
  private List<Object> series = List.of();

  private final Hours grouped;

  private Facts(Asked asked, Grouping grouping, Hours grouped) {
    this.asked = asked;
    this.grouping = grouping;
    this.grouped = grouped;
  }

  /** Tells whether a workspace's whole hours are in groups of hours. */
  interface Hours {
    boolean areGrouped(UUID workspace, Instant from, Instant to);
  }

  /**
   * What is asked for, to be read in one statement.
   *
   * @param countedUntil before this the hours are in the roll-ups; an older mark is right as well
   */
  static Facts of(Asked asked, Grouping grouping, Instant countedUntil, Hours grouped) {
    Facts facts = new Facts(asked, grouping, grouped);
    Instant first = nextHour(asked.from());
    Instant last = earlier(asked.to().truncatedTo(ChronoUnit.HOURS), countedUntil);
    if (!first.isBefore(last)) {
      facts.rows(asked.from(), asked.to());
      return facts;
    }
    if (asked.isPlain() && grouping == Grouping.HOUR) {
      facts.series = List.of(asked.workspaceId(), first, last);
    } else {
      facts.rollups(first, last, countedUntil);
    }
    facts.openHours(first, last);
    facts.rows(asked.from(), first);
    facts.rows(last, asked.to());
    return facts;
  }

  /** The whole hour that a moment is or that comes next. */
  static Instant nextHour(Instant moment) {
    Instant hour = moment.truncatedTo(ChronoUnit.HOURS);
    return hour.equals(moment) ? hour : hour.plus(HOUR);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** The two tables, for a {@code with}. */
  String text() {
    String counted =
        rolled.isEmpty() ? RollUp.HOUR.text + "false" : String.join("\nunion all\n", rolled);
    return """
        rolled as not materialized (
        %s),
        found as materialized (
        %s)"""
        .formatted(counted, String.join("\nunion all\n", found));
  }

  List<Object> values() {
    return Stream.concat(rolledValues.stream(), foundValues.stream()).toList();
  }

  private void rollups(Instant first, Instant last, Instant countedUntil) {
    Instant day = first.truncatedTo(ChronoUnit.DAYS);
    Instant firstDay = day.equals(first) ? day : day.plus(DAY);
    Instant lastDay = last.truncatedTo(ChronoUnit.DAYS);
    boolean byDays = asked.isPlain() || grouping.fitsDays() && asked.tenantId() == null;
    if (!byDays) {
      rolledUp(RollUp.HOUR, first, last);
    } else if (firstDay.isAfter(lastDay)) {
      hours(first, last, countedUntil);
    } else {
      rolledUp(asked.isPlain() ? RollUp.GROUP_DAY : RollUp.DAY, firstDay, lastDay);
      hours(first, firstDay, countedUntil);
      hours(lastDay, last, countedUntil);
    }
  }

  private void hours(Instant from, Instant to, Instant countedUntil) {
    boolean narrow =
        asked.isPlain()
            && from.isBefore(to)
            && from.isAfter(countedUntil.minus(HOURS_GROUPED))
            && grouped.areGrouped(asked.workspaceId(), from, to);
    rolledUp(narrow ? RollUp.GROUP_HOUR : RollUp.HOUR, from, to);
  }

  private void rolledUp(RollUp source, Instant from, Instant to) {
    if (!from.isBefore(to)) {
      return;
    }
    StringBuilder text = new StringBuilder(source.text);
    text.append(source.length()).append("f.%1$s >= ? and f.%1$s < ?".formatted(source.start));
    rolledValues.add(from);
    rolledValues.add(to);
    String whose = asked.asAuthor() ? "f.agent_workspace_id = ?" : "f.workspace_id = ?";
    and(text, whose, workspace(), rolledValues);
    if (source.isGrouped()) {
      and(text, "f.grouped_by = ?", grouping.group(), rolledValues);
    }
    if (asked.asAuthor() && asked.tenantId() != null) {
      and(text, "f.workspace_id = ?", workspace(), rolledValues);
    }
    filter(text, rolledValues);
    rolled.add(text.toString());
  }

  /**
   * Workspace, first hour and the one behind the last, of those that {@code usage_series} tells and
   * these facts don't; empty where these facts are all.
   */
  List<Object> series() {
    return series;
  }

  private Object workspace() {
    return asked.workspaceId();
  }

  private static void and(
      StringBuilder text, String condition, @Nullable Object value, List<Object> values) {
    if (value != null) {
      text.append(" and ").append(condition);
      values.add(value);
    }
  }

  private void filter(StringBuilder text, List<Object> values) {
    and(text, "f.tenant_id = ?", asked.tenantId(), values);
    and(text, "f.agent_id = ?", asked.agentId(), values);
    and(text, "f.status = ?", asked.status(), values);
  }

  private void openHours(Instant from, Instant to) {
    StringBuilder text = new StringBuilder(ROW + OF_OPEN_HOUR);
    foundValues.add(from);
    foundValues.add(to);
    text.append(asked.asAuthor() ? "f.agent_workspace_id = ?" : "o.workspace_id = ?");
    foundValues.add(workspace());
    if (asked.asAuthor() && asked.tenantId() != null) {
      and(text, "o.workspace_id = ?", workspace(), foundValues);
    }
    ended(text);
  }

  private void rows(Instant from, Instant to) {
    if (!from.isBefore(to)) {
      return;
    }
    for (String whose : whose(asked)) {
      StringBuilder text = new StringBuilder(ROW).append("from run_facts f where ").append(whose);
      whoseValues(asked, whose, foundValues);
      and(text, "f.id >= ?", Ids.lowest(from.minus(LONGEST_REQUEST)), foundValues);
      and(text, "f.id < ?", Ids.lowest(to.plus(HOUR)), foundValues);
      and(text, "f.created_at >= ?", from, foundValues);
      and(text, "f.created_at < ?", to, foundValues);
      ended(text);
    }
  }

  private void ended(StringBuilder text) {
    text.append(" and f.status not in ('queued', 'running')");
    filter(text, foundValues);
    found.add(text.toString());
  }

  /** Conditions on rows that together are the scope: one for each index. */
  static List<String> whose(Asked asked) {
    if (!asked.asAuthor()) {
      return List.of("f.workspace_id = ?");
    }
    String own = "f.workspace_id = ? and f.agent_workspace_id = ?";
    return asked.tenantId() == null
        ? List.of(own, "f.agent_workspace_id = ? and f.agent_workspace_id <> f.workspace_id")
        : List.of(own);
  }

  static void whoseValues(Asked asked, String whose, List<Object> values) {
    whose.chars().filter(c -> c == '?').forEach(place -> values.add(asked.workspaceId()));
  }
}
