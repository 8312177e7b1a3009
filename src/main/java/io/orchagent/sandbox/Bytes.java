package io.orchagent.sandbox;

import java.nio.charset.StandardCharsets;

/** Searching and cutting byte arrays. */
final class Bytes {

  private Bytes() {}

  static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
    int last = to - wanted.length;
    for (int i = from; i <= last; i++) {
      if (bytes[i] == wanted[0] && matches(bytes, i, wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean matches(byte[] bytes, int at, byte[] wanted) {
    for (int j = 1; j < wanted.length; j++) {
      if (bytes[at + j] != wanted[j]) {
        return false;
      }
    }
    return true;
  }

  /** The last bytes as text, never beginning in the middle of a character. */
  static String tail(byte[] bytes, int count, int most) {
    int from = Math.max(0, count - most);
    if (from > 0) {
      while (from < count && (bytes[from] & 0xC0) == 0x80) {
        from++;
      }
    }
    return new String(bytes, from, count - from, StandardCharsets.UTF_8);
  }
}
