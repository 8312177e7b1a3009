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

  CryptoStart(EnvelopeEncryption encryption, KeyRotation keys, KeyHolders holders) {
    this.encryption = encryption;
    this.keys = keys;
    this.holders = holders;
  }

  void onStart(@Observes @Priority(100) StartupEvent event) {
    // Before it looks: a rotation that begins now has to know of this server
    holders.announce();
    try {
      encryption.prepare(EnvelopeEncryption.PLATFORM);
      keys.checkHeld();
    } catch (CryptoException e) {
      holders.leave();
      throw e;
    }
  }
}
