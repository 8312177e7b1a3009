package io.orchagent.platform.http;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values (RFC 4180): every field quoted, lines end with CR LF, UTF-8.
 *
 * <p>A field that a spreadsheet would take for a formula gets an apostrophe in front: what a
 * stranger named a thing must not run on the desk of who exports the list.
 */
public final class Csv {
  public static final String TYPE = "text/csv; charset=UTF-8";

  private static final String STARTS = "=+-@\uff1d\uff0b\uff0d\uff20";

  private Csv() {}

  /** One line; null is an empty field. */
  public static String line(List<@Nullable String> fields) {
    StringBuilder line = new StringBuilder();
    for (String field : fields) {
      line.append(line.isEmpty() ? "\"" : ",\"");
      if (field != null) {
        line.append(defused(field).replace("\"", "\"\""));
      }
      line.append('"');
    }
    return line.append("\r\n").toString();
  }

  private static String defused(String field) {
    int start = 0;
    while (start < field.length() && isSkipped(field.charAt(start))) {
      start++;
    }
    boolean formula = start < field.length() && STARTS.indexOf(field.charAt(start)) >= 0;
    // Some read a field that starts with a tab or a line break as one that starts behind it
    return formula || (start > 0 && Character.isISOControl(field.charAt(0))) ? "'" + field : field;
  }

  private static boolean isSkipped(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT;
  }

  /** A file that is written while it is read: its lines, one part at a time. */
  public static LinesStream stream(Iterator<String> parts) {
    return new LinesStream(parts);
  }
}
