package io.orchagent.secrets;

import io.orchagent.platform.crypto.EnvelopeEncryption;
import io.orchagent.platform.crypto.SealedRows;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Seals the values of a workspace anew when its data key has changed. */
@Singleton
class ResealedSecrets implements SealedRows {
  private final Sql sql;
  private final EnvelopeEncryption encryption;

  ResealedSecrets(Sql sql, EnvelopeEncryption encryption) {
    this.sql = sql;
    this.encryption = encryption;
  }

  private record Row(UUID id, String name, byte[] value) {}

  @Override
  public int sealAnew(String scope, int most) {
    // Locked: who sets a value meanwhile comes before or after
    List<Row> rows =
        sql.list(
            """
            select id, name, sealed_value from secret
            where workspace_id = ? and substring(sealed_value from 2 for 16) <> uuid_send(?)
            order by id limit ? for update
            """,
            row -> new Row(row.id("id"), row.text("name"), row.bytes("sealed_value")),
            UUID.fromString(scope),
            encryption.currentKey(scope),
            most);
    for (Row row : rows) {
      byte[] plain = encryption.open(scope, row.value(), Secrets.bound(row.name()));
      sql.update(
          "update secret set sealed_value = ? where id = ?",
          encryption.seal(scope, plain, Secrets.bound(row.name())),
          row.id());
      Arrays.fill(plain, (byte) 0);
    }
    return rows.size();
  }
}
