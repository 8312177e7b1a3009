package io.orchagent.schedules;

import io.orchagent.platform.crypto.EnvelopeEncryption;
import io.orchagent.platform.crypto.SealedRows;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** What alerts are signed with: made here, sealed under the key of the workspace. */
@Singleton
class AlertSecrets implements SealedRows {
  private static final String PREFIX = "whsec_";

  private final Sql sql;
  private final EnvelopeEncryption encryption;

  AlertSecrets(Sql sql, EnvelopeEncryption encryption) {
    this.sql = sql;
    this.encryption = encryption;
  }

  /** Not a record: it would print the secret. */
  static final class Made {
    private final String secret;
    private final byte[] sealed;

    private Made(String secret, byte[] sealed) {
      this.secret = secret;
      this.sealed = sealed;
    }

    String secret() {
      return secret;
    }

    byte[] sealed() {
      return sealed;
    }
  }

  /** Before the transaction in which one is made: the workspace's key is made in its own. */
  void prepare(UUID workspace) {
    encryption.prepare(scope(workspace));
  }

  Made make(UUID workspace, UUID schedule) {
    String secret = Tokens.random(PREFIX);
    byte[] plain = secret.getBytes(StandardCharsets.UTF_8);
    return new Made(secret, encryption.seal(scope(workspace), plain, bound(schedule)));
  }

  /** Opens one. */
  byte[] open(UUID workspace, UUID schedule, byte[] sealed) {
    return encryption.open(scope(workspace), sealed, bound(schedule));
  }

  private static String scope(UUID workspace) {
    return workspace.toString();
  }

  private static byte[] bound(UUID schedule) {
    return ("schedule-alerts\0" + schedule).getBytes(StandardCharsets.UTF_8);
  }

  private record Row(UUID id, byte[] sealed) {}

  @Override
  public int sealAnew(String scope, int most) {
    List<Row> rows =
        sql.list(
            """
            select id, alert_secret from schedule
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
          "update schedule set alert_secret = ? where id = ?",
          encryption.seal(scope, plain, bound(row.id())),
          row.id());
    }
    return rows.size();
  }
}
