package io.orchagent.calls.runs;

import com.fasterxml.jackson.databind.util.RawValue;
import io.orchagent.llm.LlmUsage;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reading of runs. Every question names the workspace first. */
@Singleton
class RunQueries {
  private static final String FIELDS =
      """
      id, request_id, agent_id, agent, version, endpoint, trigger, status, error_code,
      error_message, tenant_id, parent_run_id, root_run_id, schedule_id, replay_of, input_tokens,
      output_tokens, cost_usd, price_cents, duration_ms, exit_code, created_at, started_at,
      completed_at
      """;

  private final Sql sql;

  RunQueries(Sql sql) {
    this.sql = sql;
  }

  /** Conditions and their values, grown together. */
  private record Where(StringBuilder text, List<@Nullable Object> values) {
    static Where of(UUID workspace, RunFilter.Checked filter) {
      Where where = new Where(new StringBuilder("workspace_id = ?"), new ArrayList<>());
      where.values.add(workspace);
      if (filter.agentName() != null) {
        String column = filter.agentName().contains("/") ? "agent" : "split_part(agent, '/', 2)";
        where.and(column + " = ?", filter.agentName());
      }
      where.andEqual("status", filter.status());
      where.andEqual("trigger", filter.trigger());
      where.andEqual("tenant_id", filter.tenantId());
      if (filter.scheduleId() != null) {
        where.and("schedule_id = ?", filter.scheduleId());
      }
      filter
          .ids()
          .ifPresent(
              ids -> {
                where.and("id >= ?", ids.from());
                where.and("id <= ?", ids.to());
              });
      return where;
    }

    void andEqual(String column, @Nullable String value) {
      if (value != null) {
        and(column + " = ?", value);
      }
    }

    void and(String condition, Object value) {
      text.append(" and ").append(condition);
      values.add(value);
    }
  }

  long count(UUID workspace, RunFilter.Checked filter) {
    Where where = Where.of(workspace, filter);
    return sql.first(
            "select count(*) as n from run where " + where.text(),
            row -> row.number("n"),
            where.values().toArray())
        .orElseThrow();
  }

  /** Newest first. */
  List<RunApi.View> list(UUID workspace, RunFilter.Checked filter, PageRequest page) {
    Where where = Where.of(workspace, filter);
    Object[] values = Arrays.copyOf(where.values().toArray(), where.values().size() + 2);
    values[values.length - 2] = page.limit();
    values[values.length - 1] = page.offset();
    return sql.list(
        "select "
            + FIELDS
            + " from run where "
            + where.text()
            + " order by id desc limit ? offset ?",
        RunQueries::view,
        values);
  }

  Optional<RunApi.View> find(UUID workspace, UUID run) {
    return sql.first(
        "select " + FIELDS + " from run where workspace_id = ? and id = ?",
        RunQueries::view,
        workspace,
        run);
  }

  Optional<RunApi.Detail> detail(UUID workspace, UUID run) {
    return sql.first(
        "select "
            + FIELDS
            + """
            , p.input, p.output
            from run left join run_payload p on p.run_id = run.id
            where run.workspace_id = ? and run.id = ?
            """,
        row ->
            new RunApi.Detail(
                view(row), raw(row.optionalText("input")), raw(row.optionalText("output"))),
        workspace,
        run);
  }

  private static @Nullable RawValue raw(@Nullable String json) {
    return json == null ? null : new RawValue(json);
  }

  Optional<RunApi.Logs> logs(UUID workspace, UUID run) {
    return sql.first(
        """
        select coalesce(p.stdout, '') as stdout, coalesce(p.stderr, '') as stderr, r.exit_code
        from run r left join run_payload p on p.run_id = r.id
        where r.workspace_id = ? and r.id = ?
        """,
        row ->
            new RunApi.Logs(
                row.text("stdout"), row.text("stderr"), row.optionalInteger("exit_code")),
        workspace,
        run);
  }

  private static final String OF_AGENT =
      "agent_workspace_id = ? and agent_id = ? and completed_at is not null";

  long countOfAgent(UUID workspace, UUID agent, Instant before) {
    return sql.first(
            "select count(*) as n from run where " + OF_AGENT + " and created_at < ?",
            row -> row.number("n"),
            workspace,
            agent,
            before)
        .orElseThrow();
  }

  /** Streams only of runs that the agent's own workspace started. */
  List<RunApi.ExecutionLog> ofAgent(UUID workspace, UUID agent, Instant before, int limit) {
    return sql.list(
        """
        select r.id, r.request_id, r.agent_id, r.started_at, r.completed_at, r.duration_ms,
               case r.status when 'completed' then 'success' when 'timeout' then 'timeout'
                    else 'error' end as status,
               r.exit_code, p.stdout, p.stderr
        from (select * from run where %s and created_at < ? order by id desc limit ?) r
        left join run_payload p
          on p.run_id = r.id and p.workspace_id = r.agent_workspace_id
        order by r.id desc
        """
            .formatted(OF_AGENT),
        row ->
            new RunApi.ExecutionLog(
                row.id("id"),
                row.text("request_id"),
                row.id("agent_id"),
                row.optionalInstant("started_at"),
                row.optionalInstant("completed_at"),
                row.optionalNumber("duration_ms"),
                row.text("status"),
                row.optionalInteger("exit_code"),
                row.optionalText("stdout"),
                row.optionalText("stderr")),
        workspace,
        agent,
        before,
        limit);
  }

  private static RunApi.View view(Sql.Row row) throws SQLException {
    String code = row.optionalText("error_code");
    return new RunApi.View(
        row.id("id"),
        row.text("request_id"),
        row.id("agent_id"),
        row.text("agent"),
        row.text("version"),
        row.text("endpoint"),
        row.text("trigger"),
        row.text("status"),
        code == null ? null : new RunApi.Failure(code, row.optionalText("error_message")),
        row.optionalText("tenant_id"),
        row.optionalId("parent_run_id"),
        row.id("root_run_id"),
        row.optionalId("schedule_id"),
        row.optionalId("replay_of"),
        row.optionalNumber("input_tokens"),
        row.optionalNumber("output_tokens"),
        LlmUsage.dollars(row.optionalDecimal("cost_usd")),
        row.number("price_cents"),
        row.optionalNumber("duration_ms"),
        row.optionalInteger("exit_code"),
        row.instant("created_at"),
        row.optionalInstant("started_at"),
        row.optionalInstant("completed_at"));
  }
}
