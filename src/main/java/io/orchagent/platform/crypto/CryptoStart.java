package io.orchagent.platform.crypto;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** No start without the right master key: better than failing at the first secret. */
@ApplicationScoped
public class CryptoStart {
  private final EnvelopeEncryption encryption;
  private final KeyRotation keys;
  private final KeyHolders holders;
  private final MasterKeys masters;

  CryptoStart(
      EnvelopeEncryption encryption, KeyRotation keys, KeyHolders holders, MasterKeys masters) {
    this.encryption = encryption;
    this.keys = keys;
    this.holders = holders;
    this.masters = masters;
  }

  void onStart(@Observes @Priority(100) StartupEvent event) {
    // Before it looks: a rotation that begins now has to know of this server
    holders.announce();
    try {
      look();
    } catch (CryptoException e) {
      holders.leave();
      throw e;
    }
  }

  private void look() {
    encryption.prepare(EnvelopeEncryption.PLATFORM);
    KeyRotation.State state = keys.state();
    masters.byId(state.currentMasterKeyId());
    state.dataKeys().forEach(under -> masters.byId(under.masterKeyId()));
  }
}
