package io.orchagent.calls.traces;

import com.fasterxml.jackson.databind.util.RawValue;
import io.orchagent.llm.LlmUsage;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reading of traces. Every question names the workspace, or follows one that did. */
@Singleton
class TraceQueries {
  private final Sql sql;

  TraceQueries(Sql sql) {
    this.sql = sql;
  }

  /** Of which version a run is. */
  record Traced(UUID agentId, UUID agentWorkspaceId, String agent, String version) {}

  Optional<Traced> find(UUID workspace, UUID run) {
    return sql.first(
        """
        select agent_id, agent_workspace_id, agent, version from run
        where workspace_id = ? and id = ?
        """,
        row ->
            new Traced(
                row.id("agent_id"),
                row.id("agent_workspace_id"),
                row.text("agent"),
                row.text("version")),
        workspace,
        run);
  }

  long count(UUID workspace, UUID run) {
    return sql.first(
            "select count(*) as n from run_trace_event where workspace_id = ? and run_id = ?",
            row -> row.number("n"),
            workspace,
            run)
        .orElseThrow();
  }

  List<TraceApi.Event> list(UUID workspace, UUID run, PageRequest page, boolean withPayload) {
    return sql.list(
        """
        select sequence_no, event_type, case when ? then payload::text end as payload, provider,
               model, token_input, token_output, cost_usd, duration_ms, created_at
        from run_trace_event
        where workspace_id = ? and run_id = ?
        order by sequence_no limit ? offset ?
        """,
        TraceQueries::event,
        withPayload,
        workspace,
        run,
        page.limit(),
        page.offset());
  }

  private static TraceApi.Event event(Sql.Row row) throws SQLException {
    String payload = row.optionalText("payload");
    return new TraceApi.Event(
        (int) row.number("sequence_no"),
        row.text("event_type"),
        payload == null ? null : new RawValue(payload),
        row.optionalText("provider"),
        row.optionalText("model"),
        row.optionalNumber("token_input"),
        row.optionalNumber("token_output"),
        LlmUsage.dollars(row.optionalDecimal("cost_usd")),
        row.optionalNumber("duration_ms"),
        row.instant("created_at"));
  }
}
