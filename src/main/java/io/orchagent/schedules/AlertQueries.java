package io.orchagent.schedules;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Alerts that wait to be sent. */
@Singleton
class AlertQueries {
  private final Sql sql;

  AlertQueries(Sql sql) {
    this.sql = sql;
  }

  /**
   * An alert.
   *
   * @param url where it goes
   * @param body JSON
   * @param sealedSecret what it is signed with, as it is now
   * @param attempts how often it was tried, this time included
   */
  record Alert(
      UUID id,
      UUID workspaceId,
      UUID scheduleId,
      String url,
      String body,
      byte[] sealedSecret,
      int attempts,
      Duration age) {}

  /** In the transaction of what it tells. */
  void add(UUID workspace, UUID schedule, String url, String body) {
    sql.update(
        """
        insert into schedule_alert (id, workspace_id, schedule_id, url, body)
        values (?, ?, ?, ?, ?)
        """,
        Ids.newId(),
        workspace,
        schedule,
        url,
        body);
  }

  /** Takes due ones for as long as sending may take; a server that dies loses them by that. */
  List<Alert> claim(int many, Duration lease) {
    return sql.list(
        """
        update schedule_alert a set
          attempts = a.attempts + 1,
          due_at = clock_timestamp() + make_interval(secs => ?)
        from (select id from schedule_alert where due_at <= statement_timestamp()
              order by due_at limit ? for update skip locked) due,
             schedule s
        where a.id = due.id and s.id = a.schedule_id
        returning a.id, a.workspace_id, a.schedule_id, a.url, a.body, a.attempts, s.alert_secret,
                  extract(epoch from clock_timestamp() - a.created_at)::bigint as age
        """,
        row ->
            new Alert(
                row.id("id"),
                row.id("workspace_id"),
                row.id("schedule_id"),
                row.text("url"),
                row.text("body"),
                row.bytes("alert_secret"),
                (int) row.number("attempts"),
                Duration.ofSeconds(row.number("age"))),
        lease.toSeconds(),
        many);
  }

  /** What alerts of a schedule are signed with. */
  byte[] sealedSecret(UUID workspace, UUID schedule) {
    return sql.first(
            "select alert_secret from schedule where workspace_id = ? and id = ?",
            row -> row.bytes("alert_secret"),
            workspace,
            schedule)
        .orElseThrow();
  }

  void later(UUID alert, Duration pause) {
    sql.update(
        """
        update schedule_alert set due_at = clock_timestamp() + make_interval(secs => ?)
        where id = ?
        """,
        pause.toSeconds(),
        alert);
  }

  boolean delete(UUID alert) {
    return sql.update("delete from schedule_alert where id = ?", alert) == 1;
  }
}
