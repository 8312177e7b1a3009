package io.orchagent.platform.crypto;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** No start without the right master key: better than failing at the first secret. */
@ApplicationScoped
public class CryptoStart {
  private final EnvelopeEncryption encryption;

  CryptoStart(EnvelopeEncryption encryption) {
    this.encryption = encryption;
  }

  void onStart(@Observes @Priority(100) StartupEvent event) {
    encryption.prepare(EnvelopeEncryption.PLATFORM);
  }
}
