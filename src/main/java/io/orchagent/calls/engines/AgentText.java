package io.orchagent.calls.engines;

/** Text that an agent's code made, fit for PostgreSQL and for JSON in UTF-8. */
public final class AgentText {
  private static final char REPLACEMENT = '\uFFFD';

  private AgentText() {}

  /** NUL and halves of surrogate pairs are replaced; at most {@code max} characters are kept. */
  public static String clean(String text, int max) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), max));
    for (int i = 0; i < text.length() && clean.length() < max; i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        clean.append(c).append(text.charAt(++i));
      } else {
        clean.append(c == '\0' || Character.isSurrogate(c) ? REPLACEMENT : c);
      }
    }
    return clean.toString();
  }

  /** Halves of surrogate pairs are replaced; nearly always there are none, and it is the same. */
  static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return withoutHalves(text);
      }
    }
    return text;
  }

  private static String withoutHalves(String text) {
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> point >= 0xD800 && point <= 0xDFFF ? REPLACEMENT : point)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  /** The same, but the end is kept, and counted in bytes of UTF-8. */
  public static String tail(String text, int maxBytes) {
    String clean = clean(text, Integer.MAX_VALUE);
    int bytes = 0;
    int from = clean.length();
    while (from > 0) {
      int point = clean.codePointBefore(from);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > maxBytes) {
        break;
      }
      from -= Character.charCount(point);
    }
    return clean.substring(from);
  }
}
