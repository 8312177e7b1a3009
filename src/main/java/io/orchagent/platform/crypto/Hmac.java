package io.orchagent.platform.crypto;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC with SHA-256 under one key. */
public final class Hmac {
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;

  private Hmac(Mac mac) {
    this.mac = mac;
  }

  public static Hmac of(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return new Hmac(mac);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HMAC, and any key will do", e);
    }
  }

  /** Of one after the other. */
  public byte[] sign(byte[] first, byte[] second) {
    mac.update(first);
    return mac.doFinal(second);
  }

  /** In a time that tells nothing of where they differ. */
  public static boolean isSame(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }
}
