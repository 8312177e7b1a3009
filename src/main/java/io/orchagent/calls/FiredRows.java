package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of runs that schedules queue, many at one time. */
@Singleton
class FiredRows {
  private final Sql sql;

  FiredRows(Sql sql) {
    this.sql = sql;
  }

  /** As one of {@link QueuedRows#insert} and {@link RunRows#insertQueued} would write each. */
  private static final String INSERT =
      """
      with fired as (
        select * from unnest(
          ?::uuid[], ?::uuid[], ?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[]::bigint[])
        as f (id, workspace_id, request_id, agent_id, agent_workspace_id, agent, version, engine,
              endpoint, user_id, schedule_id, provider, input, price)
      ), runs as (
        insert into run
          (id, workspace_id, request_id, agent_id, agent_workspace_id, agent, version,
           execution_engine, endpoint, trigger, user_id, credential_id, root_run_id, schedule_id,
           price_cents, created_at, counts_quota, status)
        select id, workspace_id, request_id, agent_id, agent_workspace_id, agent, version, engine,
               endpoint, 'cron', user_id, schedule_id, id, schedule_id, price,
               ?, true, 'queued'
        from fired
      ), payloads as (
        insert into run_payload (run_id, workspace_id, input)
        select id, workspace_id, input from fired
      )
      insert into queued_call (run_id, credential_kind, provider)
      select id, 'SCHEDULE', provider from fired
      """;

  void insert(List<FiredBatch.Firing> firings, Instant now) {
    sql.update(
        INSERT,
        ids(firings, FiredBatch.Firing::runId),
        ids(firings, each -> each.agent().workspaceId()),
        texts(firings, each -> "req_" + Ids.hex(each.runId())),
        ids(firings, each -> release(each).id()),
        ids(firings, each -> release(each).workspaceId()),
        texts(firings, each -> release(each).org() + "/" + release(each).name()),
        texts(firings, each -> release(each).versionName()),
        texts(firings, each -> release(each).engine()),
        texts(firings, each -> release(each).defaultEndpoint()),
        ids(firings, each -> each.agent().userId()),
        ids(firings, each -> each.agent().scheduleId()),
        texts(firings, FiredRows::provider),
        texts(firings, FiredBatch.Firing::input),
        texts(firings, FiredRows::price),
        now);
  }

  private static Release release(FiredBatch.Firing firing) {
    return firing.agent().release();
  }

  private static String price(FiredBatch.Firing firing) {
    var price = firing.price();
    return price == null ? "0" : Long.toString(price.cents());
  }

  private static @Nullable String provider(FiredBatch.Firing firing) {
    var provider = firing.agent().provider();
    return provider == null ? null : provider.wire();
  }

  private static UUID[] ids(
      List<FiredBatch.Firing> firings, Function<FiredBatch.Firing, UUID> column) {
    return firings.stream().map(column).toArray(UUID[]::new);
  }

  private static @Nullable String[] texts(
      List<FiredBatch.Firing> firings, Function<FiredBatch.Firing, @Nullable String> column) {
    return firings.stream().map(column).toArray(String[]::new);
  }

  /** From its start to its end, in milliseconds; empty while it goes on. */
  Optional<Long> duration(UUID run) {
    return sql.first(
        "select coalesce(duration_ms, 0) as millis from run where id = ?",
        row -> row.number("millis"),
        run);
  }
}
