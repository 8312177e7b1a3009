package io.orchagent.usage.reports;

import io.orchagent.platform.ids.Ids;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts about calls as one SQL expression: roll-ups of whole days and hours as far as they are
 * counted, rows for the rest of the period and for the hours that were left open. Every source
 * yields the same columns, so that what is asked of them need not know where they come from.
 */
final class Facts {
  private static final Duration HOUR = Duration.ofHours(1);

  /** Ids are as old as their request, rows as their start; clocks of servers differ a little. */
  private static final Duration LONGEST_REQUEST = Duration.ofHours(2);

  private static final String ROLLED_UP =
      """
      select f.%1$s as at, f.workspace_id, f.agent_id, f.agent, f.version, f.provider, f.model,
        f.trigger, f.status, %2$s as tenant_id, null::smallint as bucket, 0::bigint as n, f.calls,
        f.executions, f.execution_ms, f.input_tokens, f.output_tokens, f.cost_usd,
        f.earnings_cents, f.duration_ms, f.durations
      from usage_%1$s f where\s""";

  private static final String HISTOGRAM =
      """
      select f.%1$s, f.workspace_id, f.agent_id, f.agent, f.version, f.provider, f.model,
        f.trigger, f.status, %2$s, h.bucket, h.n, 0, 0, 0, 0, 0, 0, 0, 0, 0
      from usage_%1$s f, unnest(f.buckets, f.bucket_calls) as h (bucket, n) where\s""";

  private static final String ROW =
      """
      select f.created_at, f.workspace_id, f.agent_id, f.agent, f.version, f.provider, f.model,
        f.trigger, f.status, f.tenant_id, usage_bucket(f.duration_ms),
        (f.duration_ms is not null)::int::bigint, 1::bigint,
        (coalesce(f.execution_ms, 0) > 0 and f.execution_engine <> 'direct_llm')::int::bigint,
        case when f.execution_engine = 'direct_llm' then 0 else coalesce(f.execution_ms, 0) end,
        coalesce(f.input_tokens, 0), coalesce(f.output_tokens, 0), coalesce(f.cost_usd, 0),
        f.author_share_cents, coalesce(f.duration_ms, 0), (f.duration_ms is not null)::int::bigint
      """;

  private static final String OF_OPEN_HOUR =
      """
      from usage_open_hour o join run_facts f on f.workspace_id = o.workspace_id
        and f.id >= run_lowest_id(o.hour - interval '2 hours')
        and f.id < run_lowest_id(o.hour + interval '2 hours')
        and f.created_at >= o.hour and f.created_at < o.hour + interval '1 hour'
      where o.hour >= ? and o.hour < ? and\s""";

  private final Asked asked;
  private final boolean histogram;
  private final List<String> sources = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();
  private List<Object> series = List.of();

  private Facts(Asked asked, boolean histogram) {
    this.asked = asked;
    this.histogram = histogram;
  }

  /**
   * What is asked for, to be read in one statement.
   *
   * @param countedUntil before this the hours are in the roll-ups; an older mark is right as well
   * @param histogram whether durations are told one by one of their buckets
   */
  static Facts of(Asked asked, Grouping grouping, Instant countedUntil, boolean histogram) {
    Facts facts = new Facts(asked, histogram);
    Instant first = nextHour(asked.from());
    Instant last = earlier(asked.to().truncatedTo(ChronoUnit.HOURS), countedUntil);
    if (!first.isBefore(last)) {
      facts.rows(asked.from(), asked.to());
      return facts;
    }
    if (fitsSeries(asked, grouping)) {
      facts.series = List.of(asked.workspaceId(), first, last);
    } else {
      facts.rollups(first, last, grouping.fitsDays() && asked.tenantId() == null);
    }
    facts.openHours(first, last);
    facts.rows(asked.from(), first);
    facts.rows(last, asked.to());
    return facts;
  }

  private static boolean fitsSeries(Asked asked, Grouping grouping) {
    return grouping == Grouping.HOUR
        && !asked.asAuthor()
        && asked.tenantId() == null
        && asked.agentId() == null
        && asked.status() == null;
  }

  /** The whole hour that a moment is or that comes next. */
  static Instant nextHour(Instant moment) {
    Instant hour = moment.truncatedTo(ChronoUnit.HOURS);
    return hour.equals(moment) ? hour : hour.plus(HOUR);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  String text() {
    return String.join("\nunion all\n", sources);
  }

  List<Object> values() {
    return values;
  }

  private void rollups(Instant first, Instant last, boolean byDays) {
    Instant day = first.truncatedTo(ChronoUnit.DAYS);
    Instant firstDay = day.equals(first) ? day : day.plus(Duration.ofDays(1));
    Instant lastDay = last.truncatedTo(ChronoUnit.DAYS);
    if (!byDays || !firstDay.isBefore(lastDay)) {
      rolledUp("hour", "f.tenant_id", first, last);
      return;
    }
    rolledUp("day", "null::text", firstDay, lastDay);
    rolledUp("hour", "f.tenant_id", first, firstDay);
    rolledUp("hour", "f.tenant_id", lastDay, last);
  }

  private void rolledUp(String table, String tenant, Instant from, Instant to) {
    if (!from.isBefore(to)) {
      return;
    }
    for (String source : histogram ? List.of(ROLLED_UP, HISTOGRAM) : List.of(ROLLED_UP)) {
      StringBuilder text = new StringBuilder(source.formatted(table, tenant));
      text.append("f.").append(table).append(" >= ? and f.").append(table).append(" < ?");
      values.add(from);
      values.add(to);
      and(text, asked.asAuthor() ? "f.agent_workspace_id = ?" : "f.workspace_id = ?", workspace());
      if (asked.asAuthor() && asked.tenantId() != null) {
        and(text, "f.workspace_id = ?", workspace());
      }
      filter(text);
      sources.add(text.toString());
    }
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

  private void and(StringBuilder text, String condition, @Nullable Object value) {
    if (value != null) {
      text.append(" and ").append(condition);
      values.add(value);
    }
  }

  private void filter(StringBuilder text) {
    and(text, "f.tenant_id = ?", asked.tenantId());
    and(text, "f.agent_id = ?", asked.agentId());
    and(text, "f.status = ?", asked.status());
  }

  private void openHours(Instant from, Instant to) {
    StringBuilder text = new StringBuilder(ROW + OF_OPEN_HOUR);
    values.add(from);
    values.add(to);
    text.append(asked.asAuthor() ? "f.agent_workspace_id = ?" : "o.workspace_id = ?");
    values.add(workspace());
    if (asked.asAuthor() && asked.tenantId() != null) {
      and(text, "o.workspace_id = ?", workspace());
    }
    ended(text);
  }

  private void rows(Instant from, Instant to) {
    if (!from.isBefore(to)) {
      return;
    }
    for (String whose : whose(asked)) {
      StringBuilder text = new StringBuilder(ROW).append("from run_facts f where ").append(whose);
      whoseValues(asked, whose, values);
      and(text, "f.id >= ?", Ids.lowest(from.minus(LONGEST_REQUEST)));
      and(text, "f.id < ?", Ids.lowest(to.plus(HOUR)));
      and(text, "f.created_at >= ?", from);
      and(text, "f.created_at < ?", to);
      ended(text);
    }
  }

  private void ended(StringBuilder text) {
    text.append(" and f.status not in ('queued', 'running')");
    filter(text);
    sources.add(text.toString());
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
