package io.orchagent.billing;

import io.orchagent.platform.crypto.EnvelopeEncryption;
import io.orchagent.platform.crypto.SealedRows;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** What alerts of budgets are signed with, sealed under the key of the workspace. */
@Singleton
class BudgetSecrets implements SealedRows {
  private final Sql sql;
  private final EnvelopeEncryption encryption;

  BudgetSecrets(Sql sql, EnvelopeEncryption encryption) {
    this.sql = sql;
    this.encryption = encryption;
  }

  /** Before the transaction in which one is sealed: the workspace's key is made in its own. */
  void prepare(UUID workspace) {
    encryption.prepare(workspace.toString());
  }

  byte[] seal(UUID workspace, UUID budget, String secret) {
    return encryption.seal(
        workspace.toString(), secret.getBytes(StandardCharsets.UTF_8), bound(budget));
  }

  byte[] open(UUID workspace, UUID budget, byte[] sealed) {
    return encryption.open(workspace.toString(), sealed, bound(budget));
  }

  private static byte[] bound(UUID budget) {
    return ("budget-alerts\0" + budget).getBytes(StandardCharsets.UTF_8);
  }

  private record Row(UUID id, byte[] sealed) {}

  @Override
  public int sealAnew(String scope, int most) {
    List<Row> rows =
        sql.list(
            """
            select id, alert_secret from budget
            where workspace_id = ? and substring(alert_secret from 2 for 16) <> uuid_send(?)
            order by id limit ? for no key update
            """,
            row -> new Row(row.id("id"), row.bytes("alert_secret")),
            UUID.fromString(scope),
            encryption.currentKey(scope),
            most);
    for (Row row : rows) {
      byte[] plain = encryption.open(scope, row.sealed(), bound(row.id()));
      sql.update(
          "update budget set alert_secret = ? where id = ?",
          encryption.seal(scope, plain, bound(row.id())),
          row.id());
    }
    return rows.size();
  }
}
