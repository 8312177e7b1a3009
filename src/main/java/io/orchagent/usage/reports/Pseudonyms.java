package io.orchagent.usage.reports;

import io.orchagent.platform.crypto.Hmac;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/** What an author calls a caller: always the same, and of use to nobody else. */
@Singleton
class Pseudonyms {
  private static final int KEY_BYTES = 32;
  private static final int SHOWN_BYTES = 12;
  private static final byte[] NOTHING = {};

  private final Sql sql;
  private final SecureRandom random = new SecureRandom();

  Pseudonyms(Sql sql) {
    this.sql = sql;
  }

  /** The names that one author knows. */
  static final class Names {
    private final Hmac hmac;

    private Names(byte[] key) {
      hmac = Hmac.of(key);
    }

    String of(UUID caller) {
      byte[] signed = hmac.sign(caller.toString().getBytes(StandardCharsets.US_ASCII), NOTHING);
      return "caller_" + HexFormat.of().formatHex(signed, 0, SHOWN_BYTES);
    }
  }

  Names of(UUID author) {
    return new Names(
        sql.first(
                "select key from usage_pseudonym_key where workspace_id = ?",
                row -> row.bytes("key"),
                author)
            .orElseGet(() -> newKey(author)));
  }

  /** The first one stays, whoever made it. */
  private byte[] newKey(UUID author) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return sql.first(
            """
            insert into usage_pseudonym_key (workspace_id, key) values (?, ?)
            on conflict (workspace_id) do update set key = usage_pseudonym_key.key
            returning key
            """,
            row -> row.bytes("key"),
            author,
            key)
        .orElseThrow();
  }
}
