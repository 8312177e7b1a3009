package io.orchagent.platform.ids;

import java.security.SecureRandom;

/** Secrets that are given out once: a prefix that tells their kind, then 256 bits in base62. */
public final class Tokens {
  /** Characters behind the prefix: enough for 256 bits. */
  public static final int LENGTH = 43;

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private Tokens() {}

  public static String random(String prefix) {
    // Not a static field: a native image would carry the seed of the build.
    SecureRandom random = new SecureRandom();
    StringBuilder token = new StringBuilder(prefix.length() + LENGTH).append(prefix);
    for (int i = 0; i < LENGTH; i++) {
      token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return token.toString();
  }

  /** Does this look like a token of that kind? Saves the database a question about nonsense. */
  public static boolean hasForm(String token, String prefix) {
    if (token.length() != prefix.length() + LENGTH || !token.startsWith(prefix)) {
      return false;
    }
    return token.chars().skip(prefix.length()).allMatch(c -> ALPHABET.indexOf(c) >= 0);
  }
}
