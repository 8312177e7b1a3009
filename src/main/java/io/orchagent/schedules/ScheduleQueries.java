package io.orchagent.schedules;

import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making, changing and finding schedules. */
@Singleton
class ScheduleQueries {
  private final Sql sql;

  ScheduleQueries(Sql sql) {
    this.sql = sql;
  }

  /** Which schedules of a workspace are wanted. */
  record Filter(@Nullable String agentName, @Nullable String type, @Nullable Boolean enabled) {}

  Instant now() {
    return sql.first("select clock_timestamp() as now", row -> row.instant("now")).orElseThrow();
  }

  private record Where(String text, List<Object> values) {
    static Where of(UUID workspace, Filter filter) {
      StringBuilder text = new StringBuilder("s.workspace_id = ? and s.deleted_at is null");
      List<Object> values = new ArrayList<>(List.of(workspace));
      if (filter.agentName() != null) {
        text.append(" and s.agent_name = ?");
        values.add(filter.agentName());
      }
      if (filter.type() != null) {
        text.append(" and s.type = ?");
        values.add(filter.type());
      }
      if (filter.enabled() != null) {
        text.append(" and s.enabled = ?");
        values.add(filter.enabled());
      }
      return new Where(text.toString(), values);
    }
  }

  long count(UUID workspace, Filter filter) {
    Where where = Where.of(workspace, filter);
    return sql.first(
            "select count(*) as n from schedule s where " + where.text(),
            row -> row.number("n"),
            where.values().toArray())
        .orElseThrow();
  }

  /** Newest first. */
  List<Schedule> list(UUID workspace, Filter filter, PageRequest page) {
    Where where = Where.of(workspace, filter);
    where.values().add(page.limit());
    where.values().add(page.offset());
    return sql.list(
        "select "
            + ScheduleRow.COLUMNS
            + " from schedule s where "
            + where.text()
            + " order by s.id desc limit ? offset ?",
        ScheduleRow::read,
        where.values().toArray());
  }

  Optional<Schedule> find(UUID workspace, UUID id) {
    return sql.first(
        "select "
            + ScheduleRow.COLUMNS
            + " from schedule s where s.workspace_id = ? and s.id = ? and s.deleted_at is null",
        ScheduleRow::read,
        workspace,
        id);
  }

  /** The same, and nobody else changes it until this transaction ends. */
  Optional<Schedule> lock(UUID workspace, UUID id) {
    return sql.first(
        "select "
            + ScheduleRow.COLUMNS
            + " from schedule s where s.workspace_id = ? and s.id = ? and s.deleted_at is null"
            + " for no key update",
        ScheduleRow::read,
        workspace,
        id);
  }

  /** Of any workspace: who calls a webhook names none. */
  Optional<Schedule> findWebhook(UUID id) {
    return sql.first(
        "select "
            + ScheduleRow.COLUMNS
            + """
             from schedule s join living_workspace w on w.id = s.workspace_id
            where s.id = ? and s.type = 'webhook' and s.deleted_at is null
            """,
        ScheduleRow::read,
        id);
  }

  /** Whether there is or was one. */
  boolean existed(UUID workspace, UUID id) {
    return sql.first(
            "select from schedule where workspace_id = ? and id = ?", row -> true, workspace, id)
        .isPresent();
  }

  private static final String INSERT =
      """
      insert into schedule
        (id, workspace_id, type, webhook_secret_hash, alert_secret, created_by, agent_id,
         agent_org, agent_name, agent_version, pin_version, cron_expression, timezone,
         overlap_policy, input, provider, enabled, next_run_at, signature_provider,
         signature_secret, alert_webhook_url, alert_on_failure_count, max_consecutive_failures)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  void insert(Schedule schedule, byte[] sealedAlertSecret) {
    Schedule.Webhook webhook = schedule.webhook();
    List<@Nullable Object> values = new ArrayList<>();
    values.add(schedule.id());
    values.add(schedule.workspaceId());
    values.add(schedule.type());
    values.add(webhook == null ? null : webhook.secretHash());
    values.add(sealedAlertSecret);
    values.add(schedule.createdBy());
    values.addAll(changeable(schedule));
    sql.update(INSERT, values.toArray());
  }

  private static List<@Nullable Object> changeable(Schedule schedule) {
    Schedule.Cron cron = schedule.cron();
    Schedule.Webhook webhook = schedule.webhook();
    Schedule.Signature signature = webhook == null ? null : webhook.signature();
    return Arrays.asList(
        schedule.agentId(),
        schedule.agentOrg(),
        schedule.agentName(),
        schedule.agentVersion(),
        schedule.pinVersion(),
        cron == null ? null : cron.expression(),
        schedule.timezone(),
        cron == null ? "allow" : cron.overlap(),
        schedule.input(),
        schedule.provider(),
        schedule.enabled(),
        schedule.state().nextRunAt(),
        signature == null ? null : signature.provider(),
        signature == null ? null : signature.secretName(),
        schedule.alerting().url(),
        schedule.alerting().onFailures(),
        schedule.alerting().maxFailures());
  }

  private static final String UPDATE =
      """
      update schedule set
        agent_id = ?, agent_org = ?, agent_name = ?, agent_version = ?, pin_version = ?,
        cron_expression = ?, timezone = ?, overlap_policy = ?, input = ?, provider = ?,
        enabled = ?, next_run_at = ?, signature_provider = ?, signature_secret = ?,
        alert_webhook_url = ?, alert_on_failure_count = ?, max_consecutive_failures = ?,
        consecutive_failures = ?, auto_disabled_at = ?, updated_at = clock_timestamp()
      where workspace_id = ? and id = ?
      """;

  void update(Schedule schedule) {
    List<@Nullable Object> values = new ArrayList<>(changeable(schedule));
    values.add(schedule.state().failures());
    values.add(schedule.state().autoDisabledAt());
    values.add(schedule.workspaceId());
    values.add(schedule.id());
    sql.update(UPDATE, values.toArray());
  }

  boolean delete(UUID workspace, UUID id) {
    return sql.update(
            """
            update schedule set
              deleted_at = clock_timestamp(), enabled = false, next_run_at = null
            where workspace_id = ? and id = ? and deleted_at is null
            """,
            workspace,
            id)
        == 1;
  }

  void setWebhookSecret(UUID workspace, UUID id, byte[] hash) {
    sql.update(
        """
        update schedule set webhook_secret_hash = ?, updated_at = clock_timestamp()
        where workspace_id = ? and id = ?
        """,
        hash,
        workspace,
        id);
  }

  void setAlertSecret(UUID workspace, UUID id, byte[] sealed) {
    sql.update(
        """
        update schedule set alert_secret = ?, updated_at = clock_timestamp()
        where workspace_id = ? and id = ?
        """,
        sealed,
        workspace,
        id);
  }

  /**
   * How many enabled cron schedules there are. Until the caller's transaction ends nobody else may
   * ask, so that a limit holds when whoever enables one has asked first.
   */
  long enabledExactly(UUID workspace) {
    sql.first(
        "select pg_advisory_xact_lock(hashtextextended(?, 1))",
        row -> true,
        "schedules:" + workspace);
    return sql.first(
            "select count(*) as n from schedule"
                + " where workspace_id = ? and type = 'cron' and enabled",
            row -> row.number("n"),
            workspace)
        .orElseThrow();
  }

  /** A run of it starts: it is in the transaction of that start. */
  void runs(UUID id, String status) {
    sql.update(
        """
        update schedule set
          total_runs = total_runs + 1, last_run_at = clock_timestamp(), last_run_status = ?
        where id = ?
        """,
        status,
        id);
  }
}
