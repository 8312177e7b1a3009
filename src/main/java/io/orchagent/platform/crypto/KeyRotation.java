package io.orchagent.platform.crypto;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.tenancy.ChangeLog;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/**
 * Changes keys while servers go on. Each step is a small transaction after which everything opens:
 * one that was stopped in the middle is finished by calling again.
 */
@Singleton
public class KeyRotation {
  private static final int BATCH = 100;

  private final DataKeys keys;
  private final MasterKeys masters;
  private final KeyHolders holders;
  private final Sql sql;
  private final List<SealedRows> rows;
  private final ChangeLog changes;

  KeyRotation(
      DataKeys keys,
      MasterKeys masters,
      KeyHolders holders,
      Sql sql,
      @All List<SealedRows> rows,
      ChangeLog changes) {
    this.keys = keys;
    this.masters = masters;
    this.holders = holders;
    this.sql = sql;
    this.rows = rows;
    this.changes = changes;
  }

  /** How many data keys lie under a master key. */
  public record Under(String masterKeyId, long dataKeys) {}

  /** What lies under what, and who holds what. */
  public record State(
      String currentMasterKeyId,
      List<String> heldMasterKeyIds,
      List<Under> dataKeys,
      List<KeyHolders.Holder> servers) {}

  /** What a rotation of the master key did. */
  public record Moved(String masterKeyId, int dataKeys) {}

  /**
   * What a rotation of a data key did.
   *
   * @param unreadable rows that do not open with the key they name, and were left as they are
   */
  public record Resealed(int version, int rows, int unreadable) {}

  public State state() {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                new State(
                    keys.currentMaster(),
                    masters.ids(),
                    sql.list(
                        """
                        select master_key_id, count(*) as keys from data_key
                        group by master_key_id order by master_key_id""",
                        row -> new Under(row.text("master_key_id"), row.number("keys"))),
                    holders.living()));
  }

  /**
   * Whether this server holds what it needs, for one that starts and has said what it holds: waits
   * for a rotation that may not have seen it.
   *
   * @throws CryptoException in words for the person who configured it
   */
  void checkHeld() {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              keys.lockMaster(true);
              State state = state();
              masters.byId(state.currentMasterKeyId());
              state.dataKeys().forEach(under -> masters.byId(under.masterKeyId()));
            });
  }

  /** Moves all data keys under the next master key, once every server that is up holds it. */
  public Moved rotateMasterKey() {
    MasterKey target =
        masters
            .next()
            .orElseThrow(
                () ->
                    Errors.conflict(
                        "This server has no next master key. Give all servers one with"
                            + " ORCHAGENT_CRYPTO_NEXT_MASTER_KEY or _FILE, then call again."));
    QuarkusTransaction.requiringNew().run(() -> decide(target));
    int moved = inBatches(() -> moveSome(target, BATCH));
    return new Moved(target.id(), moved);
  }

  /** From here on new data keys lie under it, on all servers. */
  void decide(MasterKey target) {
    // Waits for those who are making a data key; the later ones find the new master key. Only then
    // it looks who is up: a server that starts now finds what is decided, or is seen here.
    keys.lockMaster(false);
    String lacking =
        holders.living().stream()
            .filter(holder -> !holder.masterKeyIds().contains(target.id()))
            .map(KeyHolders.Holder::host)
            .distinct()
            .collect(Collectors.joining(", "));
    if (!lacking.isEmpty()) {
      throw Errors.conflict(
          "Not all servers hold the next master key yet; restart these with"
              + " ORCHAGENT_CRYPTO_NEXT_MASTER_KEY, then call again: "
              + lacking
              + ".");
    }
    String before = keys.currentMaster();
    if (!before.equals(target.id())) {
      sql.update("update current_master_key set id = ?, since = clock_timestamp()", target.id());
      changes.record(null, "master_key.rotated", before + " to " + target.id());
    }
  }

  int moveSome(MasterKey target, int most) {
    List<DataKeys.Stored> some =
        keys.list("where master_key_id <> ? order by id limit ? for update", target.id(), most);
    for (DataKeys.Stored stored : some) {
      byte[] key = stored.open(masters);
      byte[] sealed = stored.sealedBy(target, key);
      sql.update(
          "update data_key set master_key_id = ?, sealed_key = ? where id = ?",
          target.id(),
          sealed,
          stored.id());
      Arrays.fill(key, (byte) 0);
    }
    return some.size();
  }

  /** Gives a workspace another data key and seals all that it keeps anew. */
  public Resealed rotateDataKey(UUID workspace) {
    String scope = workspace.toString();
    int version =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  int made = keys.replace(scope);
                  changes.record(workspace, "data_key.rotated", "v" + made);
                  return made;
                });
    int resealed = 0;
    int unreadable = 0;
    for (SealedRows each : rows) {
      // In one pass: what is written from now on lies under the new key
      for (UUID last = new UUID(0, 0); last != null; ) {
        UUID after = last;
        SealedRows.Some some =
            QuarkusTransaction.requiringNew().call(() -> each.sealAnew(scope, after, BATCH));
        resealed += some.resealed();
        unreadable += some.unreadable();
        last = some.last();
      }
    }
    return new Resealed(version, resealed, unreadable);
  }

  private static int inBatches(IntSupplier batch) {
    int all = 0;
    int some;
    do {
      some = QuarkusTransaction.requiringNew().call(batch::getAsInt);
      all += some;
    } while (some > 0);
    return all;
  }
}
