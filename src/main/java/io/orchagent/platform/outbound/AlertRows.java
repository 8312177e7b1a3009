package io.orchagent.platform.outbound;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Alerts that wait to be sent. What they are about has a table of its own, whose rows are those of
 * {@link SigningSecrets}; the alerts of {@code thing} are in {@code thing_alert} and name it by
 * {@code thing_id}.
 */
public abstract class AlertRows {
  private final Sql sql;
  private final String table;

  /**
   * @param table what alerts are about: a name of ours, never one that was sent
   */
  protected AlertRows(Sql sql, String table) {
    this.sql = sql;
    this.table = table;
  }

  /**
   * An alert.
   *
   * @param about the row that it is about
   * @param url where it goes
   * @param body JSON
   * @param sealedSecret what it is signed with, as it is now
   * @param attempts how often it was tried, this time included
   */
  public record Alert(
      UUID id,
      UUID workspaceId,
      UUID about,
      String url,
      String body,
      byte[] sealedSecret,
      int attempts,
      Duration age) {}

  /** In the transaction of what it tells. */
  public void add(UUID workspace, UUID about, String url, String body) {
    sql.update(
        """
        insert into %1$s_alert (id, workspace_id, %1$s_id, url, body)
        values (?, ?, ?, ?, ?)
        """
            .formatted(table),
        Ids.newId(),
        workspace,
        about,
        url,
        body);
  }

  /** Takes due ones for as long as sending may take; a server that dies loses them by that. */
  public List<Alert> claim(int many, Duration lease) {
    return sql.list(
        """
        update %1$s_alert a set
          attempts = a.attempts + 1,
          due_at = clock_timestamp() + make_interval(secs => ?)
        from (select id from %1$s_alert where due_at <= statement_timestamp()
              order by due_at limit ? for update skip locked) due,
             %1$s s
        where a.id = due.id and s.id = a.%1$s_id
        returning a.id, a.workspace_id, a.%1$s_id as about, a.url, a.body, a.attempts, s.alert_secret,
                  extract(epoch from clock_timestamp() - a.created_at)::bigint as age
        """
            .formatted(table),
        row ->
            new Alert(
                row.id("id"),
                row.id("workspace_id"),
                row.id("about"),
                row.text("url"),
                row.text("body"),
                row.bytes("alert_secret"),
                (int) row.number("attempts"),
                Duration.ofSeconds(row.number("age"))),
        lease.toSeconds(),
        many);
  }

  /** What alerts about one are signed with. */
  public byte[] sealedSecret(UUID workspace, UUID about) {
    return sql.first(
            "select alert_secret from " + table + " where workspace_id = ? and id = ?",
            row -> row.bytes("alert_secret"),
            workspace,
            about)
        .orElseThrow();
  }

  void later(UUID alert, Duration pause) {
    sql.update(
        """
        update %1$s_alert set due_at = clock_timestamp() + make_interval(secs => ?)
        where id = ?
        """
            .formatted(table),
        pause.toSeconds(),
        alert);
  }

  public boolean delete(UUID alert) {
    return sql.update("delete from " + table + "_alert where id = ?", alert) == 1;
  }
}
