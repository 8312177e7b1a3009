package io.orchagent.platform.redaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The forms in which programs usually print a value. */
final class Spellings {
  /** Shorter values are found in innocent text all the time. */
  static final int SHORTEST = 8;

  /** Longer ones are looked for as they are and escaped: the encodings would cost megabytes. */
  private static final int LONGEST_ENCODED = 4_096;

  private static final String UNRESERVED = "-._~";

  /** What libraries leave as it is beside letters and digits; a plus stands for a space. */
  private static final List<String> LEFT_ALONE =
      List.of(UNRESERVED, UNRESERVED + "/", UNRESERVED + "!'()*", UNRESERVED + "+", "-._*+");

  private Spellings() {}

  /** Whether a value is looked for at all. */
  static boolean isSought(String value) {
    return length(value) >= SHORTEST;
  }

  /** All of them, each once; none for values that are too short. */
  static Collection<byte[]> of(Collection<String> values) {
    Set<String> forms = new LinkedHashSet<>();
    for (String value : values) {
      // Programs strip the line end of a value that came from a file
      String stripped = value.strip();
      String sought = length(stripped) >= SHORTEST ? stripped : value;
      if (length(sought) >= SHORTEST) {
        add(forms, sought, sought.getBytes(StandardCharsets.UTF_8));
      }
    }
    List<byte[]> patterns = new ArrayList<>();
    for (String form : forms) {
      byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
      if (bytes.length >= SHORTEST) {
        patterns.add(bytes);
      }
    }
    return patterns;
  }

  private static int length(String value) {
    return value.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void add(Set<String> forms, String value, byte[] bytes) {
    forms.add(value);
    // As part of a host name
    forms.add(value.toLowerCase(Locale.ROOT));
    forms.add(escaped(value, true, false));
    forms.add(escaped(value, true, true));
    String shown = escaped(value, false, false);
    forms.add(shown);
    // With both kinds of quotes inside, Python escapes the one that it puts around
    forms.add(shown.replace("'", "\\'"));
    if (bytes.length > LONGEST_ENCODED) {
      return;
    }
    LEFT_ALONE.forEach(safe -> forms.add(percent(bytes, safe)));
    for (int before = 0; before < 3; before++) {
      String inside = base64(bytes, before);
      forms.add(inside);
      forms.add(inside.replace('+', '-').replace('/', '_'));
    }
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
  }

  /** As inside a JSON string, or as Python and JavaScript show a text to people. */
  private static String escaped(String value, boolean quotes, boolean asciiOnly) {
    StringBuilder text = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append(quotes ? "\\\"" : "\"");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\b' -> text.append(quotes ? "\\b" : "\\x08");
        case '\f' -> text.append(quotes ? "\\f" : "\\x0c");
        default -> {
          if (c < ' ' || (asciiOnly && c > '~')) {
            text.append(quotes ? "\\u%04x".formatted((int) c) : "\\x%02x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    return text.toString();
  }

  private static String percent(byte[] bytes, String safe) {
    boolean form = safe.indexOf('+') >= 0;
    StringBuilder text = new StringBuilder(bytes.length * 2);
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (form && c == ' ') {
        text.append('+');
      } else if (alphanumeric || (c != '+' && safe.indexOf(c) >= 0)) {
        text.append(c);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return text.toString();
  }

  /**
   * The characters that the value alone decides when it lies behind so many bytes of something
   * else, like a user's name and a colon.
   */
  private static String base64(byte[] bytes, int before) {
    byte[] shifted = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    String all = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int from = Math.ceilDiv(before * 8, 6);
    int to = shifted.length * 8 / 6;
    return all.substring(from, to);
  }
}
