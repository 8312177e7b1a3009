package io.orchagent.agents.schemas;

/**
 * How many steps a pattern has once its repetitions are written out, as an engine does that keeps
 * to linear time: thirty characters can mean a hundred million. An upper bound, found before
 * anything is compiled.
 */
final class PatternSize {
  static final long ENDLESS = 1_000_000_000L;

  private final String pattern;
  private int at;

  private PatternSize(String pattern) {
    this.pattern = pattern;
  }

  static long of(String pattern) {
    if (pattern.contains("\\Q")) {
      return ENDLESS; // quoting is none of JSON Schema's, and hides brackets
    }
    return new PatternSize(pattern).sequence(0);
  }

  private static long bounded(long size) {
    return Math.min(size, ENDLESS);
  }

  private long sequence(int level) {
    long total = 0;
    long last = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      long times = c == '{' ? repetition() : 0;
      if (c == ')') {
        return level == 0 ? ENDLESS : bounded(total + last + 1);
      }
      if (times > 0) {
        last = bounded(last * times + times);
      } else if (c == '*' || c == '+' || c == '?') {
        last = bounded(last + 2);
      } else {
        total = bounded(total + last);
        last = single(c, level);
      }
    }
    return level == 0 ? bounded(total + last) : ENDLESS;
  }

  private long single(char first, int level) {
    if (first == '(') {
      // Deeper than anybody writes: not followed further, and too large.
      return level > 100 ? ENDLESS : 2 + sequence(level + 1);
    }
    if (first == '[') {
      characterClass();
    } else if (first == '\\') {
      escape();
    }
    return 1;
  }

  private void characterClass() {
    int start = at;
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      if (c == '\\') {
        at++;
      } else if (c == '[' && pattern.startsWith(":", at) && pattern.indexOf(":]", at) > 0) {
        at = pattern.indexOf(":]", at) + 2;
      } else if (c == ']' && at - 1 > start && !(at - 2 == start && pattern.charAt(start) == '^')) {
        return;
      }
    }
  }

  private void escape() {
    char kind = at < pattern.length() ? pattern.charAt(at++) : ' ';
    boolean braced = at < pattern.length() && pattern.charAt(at) == '{';
    if (braced && (kind == 'p' || kind == 'P' || kind == 'x')) {
      int end = pattern.indexOf('}', at);
      at = end < 0 ? pattern.length() : end + 1;
    }
  }

  /** The larger number of {@code {n}}, {@code {n,}} or {@code {n,m}}; 0 when it is just text. */
  private long repetition() {
    int end = pattern.indexOf('}', at);
    String inside = end < 0 ? "" : pattern.substring(at, end);
    if (!inside.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
      return 0;
    }
    at = end + 1;
    long most = 1;
    for (String number : inside.split(",")) {
      most = Math.max(most, number.isEmpty() ? 1 : Long.parseLong(number));
    }
    return inside.endsWith(",") ? most + 1 : most;
  }
}
