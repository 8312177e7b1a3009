package io.orchagent.calls.traces;

import io.orchagent.calls.engines.TraceEvent;
import io.orchagent.llm.LlmUsage;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writing of events: any number by one statement, each column as one array. */
@Singleton
public class TraceRows {
  private static final String COLUMNS =
      """
      (run_id, workspace_id, sequence_no, event_type, payload, provider, model, token_input,
       token_output, cost_usd, duration_ms, created_at)
      """;

  private static final String EVENTS =
      """
      unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
             ?::text[], ?::text[], ?::text[])
        as t(sequence_no, event_type, payload, provider, model, token_input, token_output,
             cost_usd, duration_ms, created_at)
      on conflict (run_id, sequence_no) do nothing
      """;

  private static final String VALUES =
      """
      t.sequence_no::integer, t.event_type, t.payload::jsonb, t.provider, t.model,
      t.token_input::bigint, t.token_output::bigint, t.cost_usd::numeric, t.duration_ms::bigint,
      t.created_at::timestamptz
      """;

  /**
   * A part of the statement that ends a run: expects a query {@code ended} with the id and
   * workspace_id of the run whose end is written, and {@link #values} as its parameters.
   */
  public static final String WITH_END =
      ", traced as (insert into run_trace_event "
          + COLUMNS
          + "select ended.id, ended.workspace_id, "
          + VALUES
          + "from ended cross join "
          + EVENTS
          + ")";

  /**
   * A part of the statement by which somebody else ends runs: expects a query {@code ended} with
   * their id, workspace_id, execution_engine, error_code, error_message and completed_at. What
   * their server still had in memory is lost; should it be alive after all, its events are not
   * written over this one.
   */
  public static final String WITH_DEATH =
      """
      , told as (
        insert into run_trace_event
          (run_id, workspace_id, sequence_no, event_type, payload, created_at)
        select id, workspace_id,
          1 + coalesce(
            (select max(e.sequence_no) from run_trace_event e where e.run_id = ended.id), 0),
          'error', jsonb_build_object('code', error_code, 'message', error_message), completed_at
        from ended where execution_engine in ('direct_llm', 'managed_loop')
        on conflict (run_id, sequence_no) do nothing)
      """;

  /** Survives the death of this server; PostgreSQL's needs no answer before the run's own end. */
  private static final String FLUSH =
      "with moment as materialized (select set_config('synchronous_commit', 'off', true) as quick)"
          + " insert into run_trace_event "
          + COLUMNS
          + "select ?::uuid, ?::uuid, "
          + VALUES
          + "from moment cross join "
          + EVENTS.replace("\non conflict", "\nwhere moment.quick = 'off'\non conflict");

  private final Sql sql;

  TraceRows(Sql sql) {
    this.sql = sql;
  }

  /** Adds events to a run that goes on. */
  public void add(UUID workspace, UUID run, List<TraceEvent> events) {
    List<Object> values = new ArrayList<>();
    values.add(run);
    values.add(workspace);
    values.addAll(values(events));
    sql.update(FLUSH, values.toArray());
  }

  /** One array a column. */
  public static List<Object> values(List<TraceEvent> events) {
    return List.of(
        column(events, e -> Integer.toString(e.sequence())),
        column(events, e -> e.type().wire()),
        column(events, TraceEvent::payload),
        column(events, e -> e.provider() == null ? null : e.provider().wire()),
        column(events, TraceEvent::model),
        column(events, e -> used(e, u -> Long.toString(u.input()))),
        column(events, e -> used(e, u -> Long.toString(u.output()))),
        column(events, e -> used(e, u -> u.cost() == null ? null : u.cost().toPlainString())),
        column(events, e -> e.durationMillis() == null ? null : Long.toString(e.durationMillis())),
        column(events, e -> e.at().toString()));
  }

  private static @Nullable String used(
      TraceEvent event, Function<LlmUsage, @Nullable String> field) {
    return event.usage() == null ? null : field.apply(event.usage());
  }

  private static @Nullable String[] column(
      List<TraceEvent> events, Function<TraceEvent, @Nullable String> field) {
    @Nullable String[] column = new String[events.size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = field.apply(events.get(i));
    }
    return column;
  }
}
