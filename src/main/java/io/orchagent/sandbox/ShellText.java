package io.orchagent.sandbox;

import java.util.List;
import java.util.stream.Collectors;

/** Quoting for a POSIX shell. */
final class ShellText {

  private ShellText() {}

  static String quote(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }

  static String quote(List<String> words) {
    return words.stream().map(ShellText::quote).collect(Collectors.joining(" "));
  }
}
