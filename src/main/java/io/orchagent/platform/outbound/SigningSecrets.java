package io.orchagent.platform.outbound;

import io.orchagent.platform.crypto.CryptoException;
import io.orchagent.platform.crypto.EnvelopeEncryption;
import io.orchagent.platform.crypto.SealedRows;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.persistence.Sql;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * What alerts are signed with: one for each row of a table that has {@code id}, {@code
 * workspace_id} and {@code alert_secret}, made here, sealed under the key of the workspace and
 * bound to its row.
 */
public abstract class SigningSecrets implements SealedRows {
  private static final Logger LOG = Logger.getLogger(SigningSecrets.class);
  private static final String PREFIX = "whsec_";

  private final Sql sql;
  private final EnvelopeEncryption encryption;
  private final String table;
  private final String purpose;

  /**
   * @param table a name of ours, never one that was sent
   * @param purpose stands in what is sealed, and never changes
   */
  protected SigningSecrets(Sql sql, EnvelopeEncryption encryption, String table, String purpose) {
    this.sql = sql;
    this.encryption = encryption;
    this.table = table;
    this.purpose = purpose;
  }

  /** Not a record: it would print the secret. */
  public static final class Made {
    private final String secret;
    private final byte[] sealed;

    private Made(String secret, byte[] sealed) {
      this.secret = secret;
      this.sealed = sealed;
    }

    public String secret() {
      return secret;
    }

    public byte[] sealed() {
      return sealed;
    }
  }

  /** Before the transaction in which one is made: the workspace's key is made in its own. */
  public void prepare(UUID workspace) {
    encryption.prepare(workspace.toString());
  }

  public Made make(UUID workspace, UUID row) {
    String secret = Tokens.random(PREFIX);
    byte[] plain = secret.getBytes(StandardCharsets.UTF_8);
    return new Made(secret, encryption.seal(workspace.toString(), plain, bound(row)));
  }

  public byte[] open(UUID workspace, UUID row, byte[] sealed) {
    return encryption.open(workspace.toString(), sealed, bound(row));
  }

  private byte[] bound(UUID row) {
    return (purpose + '\0' + row).getBytes(StandardCharsets.UTF_8);
  }

  private record Row(UUID id, byte[] sealed) {}

  @Override
  public Some sealAnew(String scope, UUID after, int most) {
    List<Row> rows =
        sql.list(
            """
            select id, alert_secret from %s
            where workspace_id = ? and substring(alert_secret from 2 for 16) <> uuid_send(?)
              and id > ?
            order by id limit ? for no key update
            """
                .formatted(table),
            row -> new Row(row.id("id"), row.bytes("alert_secret")),
            UUID.fromString(scope),
            encryption.currentKey(scope),
            after,
            most);
    int unreadable = 0;
    for (Row row : rows) {
      byte[] plain;
      try {
        plain = encryption.open(scope, row.sealed(), bound(row.id()));
      } catch (CryptoException e) {
        unreadable++;
        LOG.errorf(e, "the alert secret of %s %s does not open: rotate it", table, row.id());
        continue;
      }
      sql.update(
          "update %s set alert_secret = ? where id = ?".formatted(table),
          encryption.seal(scope, plain, bound(row.id())),
          row.id());
    }
    return new Some(
        rows.size() - unreadable, unreadable, rows.isEmpty() ? null : rows.getLast().id());
  }
}
