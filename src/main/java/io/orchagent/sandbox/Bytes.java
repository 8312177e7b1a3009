package io.orchagent.sandbox;

import java.util.Arrays;

/** Searching byte arrays. */
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

  /** How many of the last bytes are the beginning of the pattern, and not yet all of it. */
  static int begun(byte[] bytes, int count, byte[] pattern) {
    for (int length = Math.min(count, pattern.length - 1); length > 0; length--) {
      if (Arrays.equals(bytes, count - length, count, pattern, 0, length)) {
        return length;
      }
    }
    return 0;
  }
}
