package io.orchagent.agents.schemas;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.Optional;

/**
 * Strangers' patterns run inside the server, so they run on an engine whose time grows with the
 * text alone. What such an engine can't do (looking around, references back) is refused at publish.
 */
final class LinearPatterns implements RegularExpressionFactory {
  private static final int MAX_LENGTH = 1_000;
  private static final int MAX_SIZE = 10_000;

  @Override
  public RegularExpression getRegularExpression(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return text -> {
      BoundedEvaluation.spend((long) compiled.programSize() * text.length());
      return compiled.matcher(text).find();
    };
  }

  /** What is wrong with a pattern. */
  static Optional<String> problem(String pattern) {
    if (pattern.length() > MAX_LENGTH) {
      return Optional.of("must be at most 1,000 characters");
    }
    if (PatternSize.of(pattern) > MAX_SIZE) {
      return Optional.of(
          "repeats too much: written out it has more than 10,000 steps (or brackets that don't"
              + " match); say lengths with minLength and maxLength");
    }
    try {
      Pattern.compile(pattern);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(
          "is no regular expression that runs in linear time (RE2 syntax: no look-around, no"
              + " back-references)");
    }
  }
}
