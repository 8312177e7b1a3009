package io.orchagent.platform.crypto;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where the keys come from that all stored secrets lie under. */
@ConfigMapping(prefix = "orchagent.crypto")
public interface CryptoConfig {
  /**
   * The master key: 32 random bytes in base64 or hexadecimal ({@code openssl rand -base64 32}). The
   * server does not start without it. Losing it loses everything that is stored encrypted.
   */
  Optional<String> masterKey();

  /** A file that holds the master key, instead of the key itself. */
  Optional<Path> masterKeyFile();

  /**
   * A second master key that is accepted beside the first, and that a rotation moves everything to.
   * When all servers hold both, {@code POST /admin/encryption/rotate-master-key} does that; then it
   * takes the first one's place.
   */
  Optional<String> nextMasterKey();

  /** A file that holds the next master key, instead of the key itself. */
  Optional<Path> nextMasterKeyFile();
}
