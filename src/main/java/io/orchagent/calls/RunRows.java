package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.calls.engines.ModelUse;
import io.orchagent.calls.traces.TraceRows;
import io.orchagent.llm.LlmUsage;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of runs, from start to end. */
@Singleton
class RunRows {
  private final Sql sql;

  RunRows(Sql sql) {
    this.sql = sql;
  }

  /**
   * Begins the transaction of a start row: it need not reach the disk before the code runs, since
   * what it is for is the death of this server, not of PostgreSQL, and the final row is an upsert.
   * A run that somebody was told of, or may ask for again, has to be durable.
   *
   * @return now, by the database's clock
   */
  Instant beginStart(boolean durable) {
    return durable
        ? now()
        : sql.first(
                "select set_config('synchronous_commit', 'off', true), clock_timestamp() as now",
                row -> row.instant("now"))
            .orElseThrow();
  }

  /** Now, by the database's clock. */
  Instant now() {
    return sql.first("select clock_timestamp() as now", row -> row.instant("now")).orElseThrow();
  }

  /** Whether all of it holds, until this transaction ends. */
  boolean hold(List<CallAdmission.Guard> guards) {
    return guards.isEmpty()
        || sql.first(
                "select from (select clock_timestamp() as now) moment where " + all(guards),
                row -> true,
                values(guards).toArray())
            .isPresent();
  }

  private static String all(List<CallAdmission.Guard> guards) {
    return guards.stream().map(CallAdmission.Guard::condition).collect(Collectors.joining(" and "));
  }

  private static List<Object> values(List<CallAdmission.Guard> guards) {
    return guards.stream().flatMap(guard -> guard.values().stream()).toList();
  }

  private static final String COLUMNS =
      """
      (id, workspace_id, request_id, agent_id, agent_workspace_id, agent, version,
       execution_engine, endpoint, trigger, tenant_id, user_id, credential_id, parent_run_id,
       root_run_id, replay_of, schedule_id, price_cents, server_id, deadline_at, created_at,
       started_at, counts_quota, status""";

  private static final String VALUES =
      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?";

  private static final String INSERT_START =
      """
      with payload as (
        insert into run_payload (run_id, workspace_id, input, max_hops, skills)
        values (?, ?, ?, ?, ?)
      )
      insert into run
      """
          + (COLUMNS + ") values " + VALUES + ")");

  void insertStart(RunStart run, Instant startedAt) {
    insert(run, columns(run, startedAt, run.countsQuota(), "running"));
  }

  /** A run that waits: on no server, without a start, and so without a deadline. */
  void insertQueued(RunStart run, Instant acceptedAt) {
    Object[] columns = columns(run, acceptedAt, true, "queued");
    columns[SERVER] = null;
    columns[DEADLINE] = null;
    columns[STARTED] = null;
    insert(run, columns);
  }

  private static final String INSERT_ALONE =
      """
      with moment as materialized (
        select clock_timestamp() as now, set_config('synchronous_commit', 'off', true) as quick),
      started as (insert into run
      """
          + COLUMNS
          + """
            ) select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::uuid, ?::uuid, ?::uuid, ?, ?::uuid, ?::uuid,
                ?::bigint, ?, ?,
                now, now, true, 'running'
              from moment where quick = 'off'%s
              returning id, workspace_id, created_at),
            payload as (insert into run_payload (run_id, workspace_id, input, max_hops, skills)
              select id, workspace_id, ?, ?::text, ?::text from started)
            select created_at from started
            """;

  /**
   * Writes the start row by one statement that does not wait for the disk.
   *
   * @return when it started; empty when a guard did not hold
   */
  Optional<Instant> insertStartAlone(RunStart run, List<CallAdmission.Guard> guards) {
    Object[] columns = columns(run, run.deadline(), true, "running");
    List<Object> values = new ArrayList<>(Arrays.asList(columns).subList(0, CREATED));
    values.addAll(values(guards));
    values.add(run.input());
    values.add(run.headers().maxHops());
    values.add(run.headers().skills().text());
    String conditions = guards.isEmpty() ? "" : " and " + all(guards);
    return sql.first(
        INSERT_ALONE.formatted(conditions), row -> row.instant("created_at"), values.toArray());
  }

  private void insert(RunStart run, Object[] columns) {
    Object[] values = new Object[columns.length + 5];
    values[0] = run.id();
    values[1] = run.workspaceId();
    values[2] = run.input();
    values[3] = run.headers().maxHops();
    values[4] = run.headers().skills().text();
    System.arraycopy(columns, 0, values, 5, columns.length);
    sql.update(INSERT_START, values);
  }

  private static final int SERVER = 18;
  private static final int DEADLINE = 19;
  private static final int CREATED = 20;
  private static final int STARTED = 21;

  private static @Nullable Object[] columns(
      RunStart run, Instant startedAt, boolean countsQuota, String status) {
    Release release = run.release();
    CallAdmission.Price price = run.price();
    return new Object[] {
      run.id(),
      run.workspaceId(),
      run.requestId(),
      release.id(),
      release.workspaceId(),
      release.org() + "/" + release.name(),
      release.versionName(),
      release.engine(),
      run.endpoint(),
      run.origin().trigger(),
      run.tenant(),
      run.principal().userId(),
      run.principal().credential().id(),
      run.chain().parent(),
      run.chain().root(),
      run.origin().replayOf(),
      run.origin().scheduleId(),
      price == null ? 0L : price.cents(),
      run.serverId(),
      run.deadline(),
      startedAt,
      startedAt,
      countsQuota,
      status
    };
  }

  /**
   * A run that is still going on takes its end; one whose start row PostgreSQL lost in a crash is
   * written whole; one that took this very end before is left as it is. The payload follows only
   * the run.
   */
  private static final String ENDED =
      "with ended as (insert into run "
          + COLUMNS
          + ", error_code, error_message, exit_code, duration_ms, execution_ms, completed_at,"
          + " provider, model, input_tokens, output_tokens, cache_read_tokens,"
          + " cache_write_tokens, cost_usd)"
          + " values "
          + VALUES
          + ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + """
             on conflict (id) do update set
              status = excluded.status, error_code = excluded.error_code,
              error_message = excluded.error_message, exit_code = excluded.exit_code,
              duration_ms = excluded.duration_ms, execution_ms = excluded.execution_ms,
              completed_at = excluded.completed_at, counts_quota = excluded.counts_quota,
              provider = excluded.provider, model = excluded.model,
              input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
              cache_read_tokens = excluded.cache_read_tokens,
              cache_write_tokens = excluded.cache_write_tokens, cost_usd = excluded.cost_usd
            where run.status = 'running' or run.completed_at = excluded.completed_at
            returning id, workspace_id
          )
          """;

  private static final String PAYLOAD =
      """
      insert into run_payload
        (run_id, workspace_id, input, max_hops, skills, output, stdout, stderr)
      select id, workspace_id, ?, ?::text, ?::text, ?, ?, ? from ended
      on conflict (run_id) do update set
        output = excluded.output, stdout = excluded.stdout, stderr = excluded.stderr
      """;

  private static final String FINISH = ENDED + PAYLOAD;
  private static final String FINISH_TRACED = ENDED + TraceRows.WITH_END + PAYLOAD;

  /** False when somebody else ended the run before. */
  boolean finish(RunStart run, Instant startedAt, RunEnd end) {
    List<@Nullable Object> values =
        new ArrayList<>(
            Arrays.asList(
                columns(run, startedAt, end.countsQuota() && run.countsQuota(), end.status())));
    values.addAll(
        Arrays.asList(
            end.errorCode(),
            end.errorMessage(),
            end.exitCode(),
            Duration.between(startedAt, end.completedAt()).toMillis(),
            end.executionMillis(),
            end.completedAt()));
    values.addAll(modelColumns(end.model()));
    boolean traced = !end.trace().isEmpty();
    if (traced) {
      values.addAll(TraceRows.values(end.trace()));
    }
    values.addAll(
        Arrays.asList(
            run.input(),
            run.headers().maxHops(),
            run.headers().skills().text(),
            end.output(),
            end.stdout(),
            end.stderr()));
    return sql.update(traced ? FINISH_TRACED : FINISH, values.toArray()) == 1;
  }

  private static List<@Nullable Object> modelColumns(@Nullable ModelUse model) {
    if (model == null) {
      return Arrays.asList(null, null, null, null, null, null, null);
    }
    LlmUsage usage = model.usage();
    String provider = model.provider().wire();
    return usage == null
        ? Arrays.asList(provider, model.model(), null, null, null, null, null)
        : Arrays.asList(
            provider,
            model.model(),
            usage.input(),
            usage.output(),
            usage.cacheRead(),
            usage.cacheWrite(),
            usage.cost());
  }

  private static final String TAKEN =
      """
      with ended as (
        update run set
          status = ?, error_code = ?, error_message = ?, completed_at = clock_timestamp(),
          duration_ms = extract(epoch from clock_timestamp() - started_at) * 1000
        where id in (select id from run where status = 'running' and %s
                     order by id limit 100 for update skip locked)
        returning *)
      """
          + TraceRows.WITH_DEATH
          + "select id, workspace_id, counts_quota, paid, created_at from ended";

  private static final String SERVER_SILENT =
      TAKEN.formatted(
          """
          server_id is not null and not exists (
            select from server_instance s
            where s.id = run.server_id
              and s.heartbeat_at > clock_timestamp() - make_interval(secs => ?))""");

  /** Ends runs whose server has been silent for too long. */
  List<CallAdmission.Ended> endOfSilentServers(Duration silence) {
    return taken(
        SERVER_SILENT,
        "failed",
        "INTERNAL_ERROR",
        "The server that ran it died; the run was ended and is not run again.",
        silence.toSeconds());
  }

  private static final String FORGOTTEN =
      TAKEN.formatted(
          """
          server_id = ? and id <> all (?)
            and started_at < clock_timestamp() - make_interval(secs => ?)""");

  /** Ends runs of this server that it no longer runs: their end could not be written. */
  List<CallAdmission.Ended> endForgotten(UUID server, UUID[] underWay, Duration age) {
    return taken(
        FORGOTTEN,
        "failed",
        "INTERNAL_ERROR",
        "The run ended, but its result could not be stored.",
        server,
        underWay,
        age.toSeconds());
  }

  private static final String OVERDUE =
      TAKEN.formatted("deadline_at < clock_timestamp() - make_interval(secs => ?)");

  /** Ends runs whose deadline passed long ago, whatever their server says: the maximum run time. */
  List<CallAdmission.Ended> endOverdue(Duration grace) {
    return taken(
        OVERDUE,
        "timeout",
        "TIMEOUT",
        "The run was still not over long after its deadline and was ended.",
        grace.toSeconds());
  }

  private List<CallAdmission.Ended> taken(String statement, Object... values) {
    return sql.list(
        statement,
        row ->
            new CallAdmission.Ended(
                row.id("id"),
                row.id("workspace_id"),
                row.flag("counts_quota"),
                row.flag("paid"),
                row.instant("created_at")),
        values);
  }

  /** The runs of a server whose end somebody asked for. */
  List<UUID> cancelRequested(UUID server) {
    return sql.list(
        """
        select id from run
        where server_id = ? and status = 'running' and cancel_requested_at is not null
        """,
        row -> row.id("id"),
        server);
  }

  /** Where a run of a workspace is. */
  Optional<String> status(UUID workspace, UUID run) {
    return sql.first(
        "select status from run where workspace_id = ? and id = ?",
        row -> row.text("status"),
        workspace,
        run);
  }

  /** Notes that a run is to end early. False when it is not running. */
  boolean requestCancel(UUID workspace, UUID run) {
    return sql.update(
            """
            update run set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp())
            where workspace_id = ? and id = ? and status = 'running'
            """,
            workspace,
            run)
        == 1;
  }

  /** What a run wrote, as long as it is kept. */
  record Streams(String stdout, String stderr) {}

  Optional<Streams> streams(UUID run) {
    return sql.first(
        "select stdout, stderr from run_payload where run_id = ?",
        row ->
            new Streams(
                Objects.requireNonNullElse(row.optionalText("stdout"), ""),
                Objects.requireNonNullElse(row.optionalText("stderr"), "")),
        run);
  }

  void ensurePartitions() {
    sql.first("select ensure_run_partitions()", row -> true);
  }
}
