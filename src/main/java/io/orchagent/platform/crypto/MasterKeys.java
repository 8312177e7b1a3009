package io.orchagent.platform.crypto;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The master keys that this server holds: its own, and during a rotation the next one. */
@Singleton
public class MasterKeys {
  private final MasterKey own;
  private final Optional<MasterKey> next;

  MasterKeys(CryptoConfig config) {
    this.own =
        MasterKey.of(config.masterKey(), config.masterKeyFile())
            .orElseThrow(() -> new CryptoException("No master key." + MasterKey.HOW));
    this.next =
        MasterKey.of(config.nextMasterKey(), config.nextMasterKeyFile())
            .filter(key -> !key.id().equals(own.id()));
  }

  MasterKey own() {
    return own;
  }

  /** The one that a rotation moves to; empty when none, or only the own one, is configured. */
  Optional<MasterKey> next() {
    return next;
  }

  List<String> ids() {
    return Stream.concat(Stream.of(own), next.stream()).map(MasterKey::id).toList();
  }

  /** The key with this id, or a failure in words for the person who configured it. */
  MasterKey byId(String id) {
    if (own.id().equals(id)) {
      return own;
    }
    return next.filter(key -> key.id().equals(id))
        .orElseThrow(
            () ->
                new CryptoException(
                    "The master key is not the one that this database was written with (its id is"
                        + " %s, expected %s). Set the earlier key again."
                            .formatted(String.join(" and ", ids()), id)));
  }
}
