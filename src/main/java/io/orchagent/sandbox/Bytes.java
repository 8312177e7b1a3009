package io.orchagent.sandbox;

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
}
