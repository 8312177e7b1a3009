package io.orchagent.platform.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A script that Redis runs as one step, known to it by the SHA-1 of its text. */
public final class RedisScript {
  private final String text;
  private final String sha;

  private RedisScript(String text, String sha) {
    this.text = text;
    this.sha = sha;
  }

  public static RedisScript of(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return new RedisScript(text, HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  String text() {
    return text;
  }

  String sha() {
    return sha;
  }
}
