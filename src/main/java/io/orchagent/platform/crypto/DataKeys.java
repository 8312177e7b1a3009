package io.orchagent.platform.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchagent.platform.ids.Ids;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The data keys of the scopes, opened and remembered. */
@Singleton
public class DataKeys {
  private final EntityManager database;
  private final MasterKey master;
  private final Cache<String, DataKey> current = cache();
  private final Cache<UUID, DataKey> byId = cache();

  DataKeys(EntityManager database, MasterKey master) {
    this.database = database;
    this.master = master;
  }

  private static <K> Cache<K, DataKey> cache() {
    return Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofHours(1)).build();
  }

  /** Not a record: its {@code toString} would print the key. */
  static final class DataKey {
    final UUID id;
    final String scope;
    final SecretKey key;

    private DataKey(UUID id, String scope, byte[] key) {
      this.id = id;
      this.scope = scope;
      this.key = new SecretKeySpec(key, "AES");
    }
  }

  /** The key that new bytes of this scope are sealed with; made at the first use. */
  DataKey current(String scope) {
    DataKey known = current.getIfPresent(scope);
    if (known != null) {
      return known;
    }
    List<Object[]> rows = newest(scope);
    if (rows.isEmpty()) {
      // Committed on its own: were it undone with the caller's transaction, what others sealed
      // with it meanwhile would be lost.
      QuarkusTransaction.requiringNew().run(() -> insertFirst(scope));
      rows = QuarkusTransaction.requiringNew().call(() -> newest(scope));
    }
    DataKey opened = opened(rows.getFirst());
    current.put(scope, opened);
    return opened;
  }

  DataKey byId(UUID id) {
    DataKey known = byId.getIfPresent(id);
    if (known != null) {
      return known;
    }
    List<Object[]> rows =
        rows(
            "select id, scope, version, master_key_id, sealed_key from data_key where id = ?1", id);
    if (rows.isEmpty()) {
      throw new CryptoException("the data key " + id + " is not there");
    }
    DataKey opened = opened(rows.getFirst());
    byId.put(id, opened);
    return opened;
  }

  private List<Object[]> newest(String scope) {
    return rows(
        """
        select id, scope, version, master_key_id, sealed_key from data_key
        where scope = ?1 order by version desc limit 1""",
        scope);
  }

  @SuppressWarnings("unchecked")
  private List<Object[]> rows(String sql, Object parameter) {
    return QuarkusTransaction.joiningExisting()
        .call(() -> database.createNativeQuery(sql).setParameter(1, parameter).getResultList());
  }

  /** Of many that come at once, the table's unique constraint lets one in. */
  private void insertFirst(String scope) {
    UUID id = Ids.newId();
    int version = 1;
    byte[] sealed =
        master.seal(AesGcm.random(AesGcm.KEY_BYTES), associatedData(id, scope, version));
    database
        .createNativeQuery(
            """
            insert into data_key (id, scope, version, master_key_id, sealed_key)
            values (?1, ?2, ?3, ?4, ?5) on conflict (scope, version) do nothing""")
        .setParameter(1, id)
        .setParameter(2, scope)
        .setParameter(3, version)
        .setParameter(4, master.id())
        .setParameter(5, sealed)
        .executeUpdate();
  }

  private DataKey opened(Object[] row) {
    UUID id = (UUID) row[0];
    String scope = (String) row[1];
    int version = ((Number) row[2]).intValue();
    String sealedBy = (String) row[3];
    if (!sealedBy.equals(master.id())) {
      throw new CryptoException(
          "The master key is not the one that this database was written with (its id is %s, expected %s). Set the earlier key again."
              .formatted(master.id(), sealedBy));
    }
    return new DataKey(id, scope, master.open((byte[]) row[4], associatedData(id, scope, version)));
  }

  private byte[] associatedData(UUID id, String scope, int version) {
    return ("data_key\0" + master.id() + "\0" + id + "\0" + scope + "\0" + version)
        .getBytes(StandardCharsets.UTF_8);
  }
}
