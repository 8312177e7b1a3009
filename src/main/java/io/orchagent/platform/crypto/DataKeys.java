package io.orchagent.platform.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The data keys of the scopes, opened and remembered. Which one is current is asked each time: a
 * rotation may have changed it on another server.
 */
@Singleton
public class DataKeys {
  private final Sql sql;
  private final MasterKeys masters;
  private final Cache<UUID, DataKey> known =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofHours(1)).build();

  DataKeys(Sql sql, MasterKeys masters) {
    this.sql = sql;
    this.masters = masters;
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

  /** A row of the table. */
  record Stored(UUID id, String scope, int version, String masterId, byte[] sealed) {
    byte[] open(MasterKeys masters) {
      return masters.byId(masterId).open(sealed, associatedData(masterId));
    }

    byte[] sealedBy(MasterKey master, byte[] key) {
      return master.seal(key, associatedData(master.id()));
    }

    private byte[] associatedData(String master) {
      return ("data_key\0" + master + "\0" + id + "\0" + scope + "\0" + version)
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * The key that new bytes of this scope are sealed with; made at the first use. Until the caller's
   * transaction ends no rotation of the scope begins, so that none misses what is sealed in it.
   */
  DataKey current(String scope) {
    if (!QuarkusTransaction.isActive()
        && QuarkusTransaction.requiringNew().call(() -> newest(scope)).isEmpty()) {
      // One transaction after the other: many that come at once must not wait for connections
      QuarkusTransaction.requiringNew().run(() -> insert(scope, 1));
    }
    return QuarkusTransaction.joiningExisting().call(() -> newestOrFirst(scope));
  }

  private DataKey newestOrFirst(String scope) {
    lock(scope, true);
    Optional<Stored> newest = newest(scope);
    if (newest.isEmpty()) {
      // Committed on its own: were it undone with the caller's transaction, what others sealed
      // with it meanwhile would be lost.
      QuarkusTransaction.requiringNew().run(() -> insert(scope, 1));
      newest = newest(scope);
    }
    return remembered(newest.orElseThrow());
  }

  DataKey byId(UUID id) {
    DataKey remembered = known.getIfPresent(id);
    return remembered != null
        ? remembered
        : remembered(
            QuarkusTransaction.joiningExisting()
                .call(() -> stored("where id = ?", id))
                .orElseThrow(() -> new CryptoException("the data key " + id + " is not there")));
  }

  private DataKey remembered(Stored stored) {
    return known.get(stored.id(), id -> new DataKey(id, stored.scope(), stored.open(masters)));
  }

  /** In a transaction: makes another key the current one of its scope. Returns its version. */
  int replace(String scope) {
    lock(scope, false);
    int version = newest(scope).map(Stored::version).orElse(0) + 1;
    insert(scope, version);
    return version;
  }

  /** Of many that come at once, the table's unique constraint lets one in. */
  private void insert(String scope, int version) {
    lockMaster(true);
    MasterKey master = masters.byId(currentMaster());
    Stored made = new Stored(Ids.newId(), scope, version, master.id(), new byte[0]);
    sql.update(
        """
        insert into data_key (id, scope, version, master_key_id, sealed_key)
        values (?, ?, ?, ?, ?) on conflict (scope, version) do nothing""",
        made.id(),
        scope,
        version,
        master.id(),
        made.sealedBy(master, AesGcm.random(AesGcm.KEY_BYTES)));
  }

  /** The first server of a new database decides with its own key. */
  String currentMaster() {
    Optional<String> decided = decidedMaster();
    if (decided.isPresent()) {
      return decided.get();
    }
    sql.update(
        "insert into current_master_key (id) values (?) on conflict do nothing",
        masters.own().id());
    return decidedMaster().orElseThrow();
  }

  private Optional<String> decidedMaster() {
    return sql.first("select id from current_master_key", row -> row.text("id"));
  }

  /** In a transaction: until it ends the current master key stays, or nobody relies on it. */
  void lockMaster(boolean shared) {
    sql.first(
        "select pg_advisory_xact_lock" + (shared ? "_shared" : "") + "(hashtext('master_key'))",
        row -> true);
  }

  private void lock(String scope, boolean shared) {
    sql.first(
        "select pg_advisory_xact_lock"
            + (shared ? "_shared" : "")
            + "(hashtext('data_key'), hashtext(?))",
        row -> true,
        scope);
  }

  private Optional<Stored> newest(String scope) {
    return stored("where scope = ? order by version desc limit 1", scope);
  }

  private Optional<Stored> stored(String where, Object value) {
    return list(where, value).stream().findFirst();
  }

  List<Stored> list(String where, Object... values) {
    return sql.list(
        "select id, scope, version, master_key_id, sealed_key from data_key " + where,
        row ->
            new Stored(
                row.id("id"),
                row.text("scope"),
                Math.toIntExact(row.number("version")),
                row.text("master_key_id"),
                row.bytes("sealed_key")),
        values);
  }
}
