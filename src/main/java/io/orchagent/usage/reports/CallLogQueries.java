package io.orchagent.usage.reports;

import io.orchagent.llm.LlmUsage;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Calls one by one, as long as their rows are kept. */
@Singleton
class CallLogQueries {
  private static final Duration LONGEST_REQUEST = Duration.ofHours(2);
  private static final Duration CLOCKS_APART = Duration.ofHours(1);

  private final Sql sql;

  CallLogQueries(Sql sql) {
    this.sql = sql;
  }

  /**
   * One call.
   *
   * @param workspaceId whose it is
   * @param costUsd decimal; null when it is not known
   */
  record Call(
      UUID id,
      UUID workspaceId,
      String requestId,
      String agent,
      String version,
      String endpoint,
      @Nullable String tenantId,
      String trigger,
      String status,
      @Nullable String errorCode,
      @Nullable Long durationMs,
      @Nullable String costUsd,
      long earningsCents,
      @Nullable Long inputTokens,
      @Nullable Long outputTokens,
      Instant createdAt) {}

  /** Up to this moment the runs of a workspace that keeps them for less are deleted. */
  private static final String OWN_END =
      """
      date_trunc('hour', now() - make_interval(days => w.run_retention_days)
        + interval '1 hour' - interval '1 microsecond', 'UTC')""";

  /** Callers may keep their runs for less than the server: those are nobody's to see any more. */
  private static final String NOT_GONE =
      " and not exists (select from workspace w where w.id = f.workspace_id and f.created_at < "
          + OWN_END
          + ")";

  /** How many of an author's calls the roll-ups tell that their callers keep no more. */
  long gone(Asked asked) {
    StringBuilder text =
        new StringBuilder(
            """
            select coalesce(sum(f.calls), 0) as n
            from workspace w join usage_hour f on f.workspace_id = w.id and f.hour < %s
            where w.run_retention_days is not null and f.agent_workspace_id = ?"""
                .formatted(OWN_END));
    List<Object> values = new ArrayList<>(List.of(asked.workspaceId()));
    if (asked.tenantId() != null) {
      and(text, values, "f.workspace_id = ?", asked.workspaceId());
    }
    and(text, values, "f.hour >= ?", Facts.nextHour(asked.from()));
    and(text, values, "f.hour < ?", asked.to().truncatedTo(ChronoUnit.HOURS));
    and(text, values, "f.tenant_id = ?", asked.tenantId());
    and(text, values, "f.agent_id = ?", asked.agentId());
    and(text, values, "f.status = ?", asked.status());
    return sql.first(text.toString(), row -> row.number("n"), values.toArray()).orElseThrow();
  }

  /** Newest first, those behind that one. */
  List<Call> list(Asked asked, @Nullable UUID before, int limit) {
    List<String> sources = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (String whose : Facts.whose(asked)) {
      StringBuilder text = new StringBuilder("(select * from run_facts f where ").append(whose);
      Facts.whoseValues(asked, whose, values);
      and(text, values, "f.id >= ?", Ids.lowest(asked.from().minus(LONGEST_REQUEST)));
      and(text, values, "f.id < ?", Ids.lowest(asked.to().plus(CLOCKS_APART)));
      and(text, values, "f.id < ?", before);
      and(text, values, "f.created_at >= ?", asked.from());
      and(text, values, "f.created_at < ?", asked.to());
      and(text, values, "f.tenant_id = ?", asked.tenantId());
      and(text, values, "f.agent_id = ?", asked.agentId());
      and(text, values, "f.status = ?", asked.status());
      text.append(asked.asAuthor() ? NOT_GONE : "");
      text.append(" and f.status not in ('queued', 'running') order by f.id desc limit ?)");
      values.add(limit);
      sources.add(text.toString());
    }
    values.add(limit);
    return sql.list(
        """
        select c.*, r.request_id
        from (select * from (%s) any_index order by id desc limit ?) c
        join run_request r on r.id = c.id
        order by c.id desc
        """
            .formatted(String.join("\nunion all\n", sources)),
        CallLogQueries::call,
        values.toArray());
  }

  private static void and(
      StringBuilder text, List<Object> values, String condition, @Nullable Object value) {
    if (value != null) {
      text.append(" and ").append(condition);
      values.add(value);
    }
  }

  private static Call call(Sql.Row row) throws SQLException {
    return new Call(
        row.id("id"),
        row.id("workspace_id"),
        row.text("request_id"),
        row.text("agent"),
        row.text("version"),
        row.text("endpoint"),
        row.optionalText("tenant_id"),
        row.text("trigger"),
        row.text("status"),
        row.optionalText("error_code"),
        row.optionalNumber("duration_ms"),
        LlmUsage.dollars(row.optionalDecimal("cost_usd")),
        row.number("author_share_cents"),
        row.optionalNumber("input_tokens"),
        row.optionalNumber("output_tokens"),
        row.instant("created_at"));
  }
}
