package io.orchagent.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * What JSON can spell and the database can't keep: NUL characters, halves of surrogate pairs,
 * numbers with thousands of digits.
 */
public final class StorableJson {
  private static final int MAX_EXPONENT = 1_000;

  private StorableJson() {}

  /** What is wrong with a text, for people. */
  public static Optional<String> problem(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\0') {
        return Optional.of("must not contain NUL characters");
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return Optional.of("must not contain half of a surrogate pair");
      }
    }
    return Optional.empty();
  }

  /** What is wrong with the first part of a document that can't be kept. */
  public static Optional<String> problem(JsonNode document) {
    if (document.isTextual()) {
      return problem(document.textValue());
    }
    if (document.isNumber()) {
      return document.isIntegralNumber()
              || Math.abs((long) document.decimalValue().scale()) <= MAX_EXPONENT
          ? Optional.empty()
          : Optional.of("must not contain a number with so large an exponent");
    }
    for (Map.Entry<String, JsonNode> member : document.properties()) {
      Optional<String> named = problem(member.getKey());
      if (named.isPresent()) {
        return named;
      }
    }
    for (JsonNode inside : document) {
      Optional<String> found = problem(inside);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
