package io.orchagent.services;

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
      UUID serviceId,
      String url,
      String body,
      byte[] sealedSecret,
      int attempts,
      Duration age) {}

  /** In the transaction of what it tells. */
  void add(UUID workspace, UUID service, String url, String body) {
    sql.update(
        """
        insert into service_alert (id, workspace_id, service_id, url, body)
        values (?, ?, ?, ?, ?)
        """,
        Ids.newId(),
        workspace,
        service,
        url,
        body);
  }

  /** Takes due ones for as long as sending may take; a server that dies loses them by that. */
  List<Alert> claim(int many, Duration lease) {
    return sql.list(
        """
        update service_alert a set
          attempts = a.attempts + 1,
          due_at = clock_timestamp() + make_interval(secs => ?)
        from (select id from service_alert where due_at <= statement_timestamp()
              order by due_at limit ? for update skip locked) due,
             service s
        where a.id = due.id and s.id = a.service_id
        returning a.id, a.workspace_id, a.service_id, a.url, a.body, a.attempts, s.alert_secret,
                  extract(epoch from clock_timestamp() - a.created_at)::bigint as age
        """,
        row ->
            new Alert(
                row.id("id"),
                row.id("workspace_id"),
                row.id("service_id"),
                row.text("url"),
                row.text("body"),
                row.bytes("alert_secret"),
                (int) row.number("attempts"),
                Duration.ofSeconds(row.number("age"))),
        lease.toSeconds(),
        many);
  }

  /** What alerts of a service are signed with. */
  byte[] sealedSecret(UUID workspace, UUID service) {
    return sql.first(
            "select alert_secret from service where workspace_id = ? and id = ?",
            row -> row.bytes("alert_secret"),
            workspace,
            service)
        .orElseThrow();
  }

  void later(UUID alert, Duration pause) {
    sql.update(
        """
        update service_alert set due_at = clock_timestamp() + make_interval(secs => ?)
        where id = ?
        """,
        pause.toSeconds(),
        alert);
  }

  boolean delete(UUID alert) {
    return sql.update("delete from service_alert where id = ?", alert) == 1;
  }
}
