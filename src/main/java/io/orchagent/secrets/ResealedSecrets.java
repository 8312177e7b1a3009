package io.orchagent.secrets;

import io.orchagent.platform.crypto.CryptoException;
import io.orchagent.platform.crypto.EnvelopeEncryption;
import io.orchagent.platform.crypto.SealedRows;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Seals the values of a workspace anew when its data key has changed. */
@Singleton
class ResealedSecrets implements SealedRows {
  private static final Logger LOG = Logger.getLogger(ResealedSecrets.class);

  private final Sql sql;
  private final EnvelopeEncryption encryption;

  ResealedSecrets(Sql sql, EnvelopeEncryption encryption) {
    this.sql = sql;
    this.encryption = encryption;
  }

  private record Row(UUID id, String name, byte[] value) {}

  @Override
  public Some sealAnew(String scope, UUID after, int most) {
    // Locked: who sets a value meanwhile comes before or after
    List<Row> rows =
        sql.list(
            """
            select id, name, sealed_value from secret
            where workspace_id = ? and substring(sealed_value from 2 for 16) <> uuid_send(?)
              and id > ?
            order by id limit ? for update
            """,
            row -> new Row(row.id("id"), row.text("name"), row.bytes("sealed_value")),
            UUID.fromString(scope),
            encryption.currentKey(scope),
            after,
            most);
    int unreadable = 0;
    for (Row row : rows) {
      byte[] plain;
      try {
        plain = encryption.open(scope, row.value(), Secrets.bound(row.name()));
      } catch (CryptoException e) {
        unreadable++;
        LOG.errorf(
            e, "the secret %s of workspace %s does not open: set it again", row.name(), scope);
        continue;
      }
      sql.update(
          "update secret set sealed_value = ? where id = ?",
          encryption.seal(scope, plain, Secrets.bound(row.name())),
          row.id());
      Arrays.fill(plain, (byte) 0);
    }
    return new Some(
        rows.size() - unreadable, unreadable, rows.isEmpty() ? null : rows.getLast().id());
  }
}
