package io.orchagent.platform.crypto;

import io.orchagent.platform.ids.Hashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A key above all keys; it only ever seals data keys. */
final class MasterKey {
  static final String HOW =
      " Make one with 'openssl rand -base64 32' and set it as ORCHAGENT_CRYPTO_MASTER_KEY, or put it"
          + " into a file and name that in ORCHAGENT_CRYPTO_MASTER_KEY_FILE. Keep a copy in a safe"
          + " place: without it everything that is stored encrypted is lost.";

  private final SecretKey key;
  private final String id;

  private MasterKey(byte[] bytes) {
    this.key = new SecretKeySpec(bytes, "AES");
    this.id = Hashes.hex(Hashes.sha256(concat("orchagent master key", bytes))).substring(0, 16);
  }

  /** The key that is given as text, else in a file; empty when neither is given. */
  static Optional<MasterKey> of(Optional<String> text, Optional<Path> file) {
    return text.filter(given -> !given.isBlank())
        .or(() -> file.map(MasterKey::read))
        .map(MasterKey::decode)
        .map(MasterKey::new);
  }

  /** Tells keys apart without telling the key. */
  String id() {
    return id;
  }

  byte[] seal(byte[] plain, byte[] associatedData) {
    return AesGcm.seal(key, plain, associatedData);
  }

  byte[] open(byte[] sealed, byte[] associatedData) {
    return AesGcm.open(key, sealed, associatedData);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new CryptoException("The master key's file " + file + " can't be read." + HOW, e);
    }
  }

  private static byte[] decode(String raw) {
    String text = raw.strip();
    try {
      byte[] bytes =
          text.length() == 2 * AesGcm.KEY_BYTES
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
      if (bytes.length == AesGcm.KEY_BYTES) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Not as the cause: it would quote a part of the key.
    }
    throw new CryptoException("The master key is not 32 bytes in base64 or hexadecimal." + HOW);
  }

  private static byte[] concat(String label, byte[] bytes) {
    byte[] start = label.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[start.length + bytes.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(bytes, 0, all, start.length, bytes.length);
    return all;
  }
}
