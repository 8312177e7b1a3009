package io.orchagent.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * What clients keep with a person: any JSON object that is small and that the database can hold.
 */
final class Preferences {
  static final String RULE =
      "must be a JSON object of at most 16 KiB, without NUL characters, half surrogate pairs, and"
          + " numbers beyond 400 digits";

  private static final int MAX_LENGTH = 16 * 1024;
  private static final int MAX_DIGITS = 400;

  private Preferences() {}

  static boolean fit(ObjectNode preferences) {
    String text = preferences.toString();
    return text.length() <= MAX_LENGTH
        && !text.contains("\\u0000")
        && StandardCharsets.UTF_8.newEncoder().canEncode(text)
        && numbersFit(preferences);
  }

  /** The database writes numbers out in full: 1e100000 would come back as 100,001 characters. */
  private static boolean numbersFit(JsonNode node) {
    if (node.isNumber()) {
      BigDecimal number = node.decimalValue();
      return number.precision() <= MAX_DIGITS && Math.abs((long) number.scale()) <= MAX_DIGITS;
    }
    for (JsonNode child : node) {
      if (!numbersFit(child)) {
        return false;
      }
    }
    return true;
  }
}
