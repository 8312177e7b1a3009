package io.orchagent.schedules;

import io.orchagent.platform.persistence.Sql;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How the row of a schedule is read. */
final class ScheduleRow {
  static final String COLUMNS =
      """
      s.id, s.workspace_id, s.type, s.agent_id, s.agent_org, s.agent_name, s.agent_version,
      s.pin_version, s.cron_expression, s.timezone, s.overlap_policy, s.input, s.provider,
      s.enabled, s.next_run_at, s.webhook_secret_hash, s.signature_provider, s.signature_secret,
      s.alert_webhook_url, s.alert_on_failure_count, s.max_consecutive_failures,
      s.consecutive_failures, s.auto_disabled_at, s.last_run_at, s.last_run_status, s.total_runs,
      s.created_by, s.created_at, s.updated_at
      """;

  private ScheduleRow() {}

  static Schedule read(Sql.Row row) throws SQLException {
    return new Schedule(
        row.id("id"),
        row.id("workspace_id"),
        row.id("agent_id"),
        row.text("agent_org"),
        row.text("agent_name"),
        (int) row.number("agent_version"),
        row.flag("pin_version"),
        cron(row),
        row.text("timezone"),
        row.text("input"),
        row.optionalText("provider"),
        row.flag("enabled"),
        webhook(row),
        new Schedule.Alerting(
            row.optionalText("alert_webhook_url"),
            (int) row.number("alert_on_failure_count"),
            (int) row.number("max_consecutive_failures")),
        new Schedule.State(
            (int) row.number("consecutive_failures"),
            row.optionalInstant("auto_disabled_at"),
            row.optionalInstant("last_run_at"),
            row.optionalText("last_run_status"),
            row.optionalInstant("next_run_at"),
            row.number("total_runs")),
        row.id("created_by"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  private static Schedule.@Nullable Cron cron(Sql.Row row) throws SQLException {
    String expression = row.optionalText("cron_expression");
    return expression == null ? null : new Schedule.Cron(expression, row.text("overlap_policy"));
  }

  private static Schedule.@Nullable Webhook webhook(Sql.Row row) throws SQLException {
    if (row.text("type").equals("cron")) {
      return null;
    }
    String provider = row.optionalText("signature_provider");
    return new Schedule.Webhook(
        row.bytes("webhook_secret_hash"),
        provider == null ? null : new Schedule.Signature(provider, row.text("signature_secret")));
  }
}
