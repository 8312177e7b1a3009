package io.orchagent.agents;

import java.util.OptionalInt;

/** The spelling of versions: v1, v2, … */
public final class VersionName {
  private VersionName() {}

  public static OptionalInt parse(String text) {
    int length = text.length();
    if (length < 2 || length > 10 || text.charAt(0) != 'v' || text.charAt(1) == '0') {
      return OptionalInt.empty();
    }
    for (int i = 1; i < length; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(Integer.parseInt(text.substring(1)));
  }
}
