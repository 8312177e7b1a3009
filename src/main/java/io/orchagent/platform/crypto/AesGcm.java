package io.orchagent.platform.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** AES-256-GCM with a random nonce in front of the ciphertext. */
final class AesGcm {
  static final int KEY_BYTES = 32;
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private AesGcm() {}

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    // Not a static field: a native image would carry the seed of the build.
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  static byte[] seal(SecretKey key, byte[] plain, byte[] associatedData) {
    byte[] nonce = random(NONCE_BYTES);
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(associatedData);
      byte[] sealed = cipher.doFinal(plain);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new CryptoException("AES-GCM could not seal", e);
    }
  }

  static byte[] open(SecretKey key, byte[] sealed, byte[] associatedData) {
    if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
      throw new CryptoException("sealed bytes are too short");
    }
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES));
      cipher.updateAAD(associatedData);
      return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw new CryptoException("sealed bytes were changed, or belong elsewhere", e);
    } catch (GeneralSecurityException e) {
      throw new CryptoException("AES-GCM could not open", e);
    }
  }
}
