package io.orchagent.agents;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with {@code {{variables}}}, taken apart once. */
public final class PromptTemplate {
  public static final int MAX_VARIABLES = 500;

  private static final Pattern VARIABLE =
      Pattern.compile("\\{\\{\\s*([A-Za-z0-9_.-]{1,100})\\s*}}");

  private final int length;
  private final List<Gap> gaps;
  private final String rest;

  /** What stands before a variable, and its name. */
  private record Gap(String before, String variable) {}

  private PromptTemplate(int length, List<Gap> gaps, String rest) {
    this.length = length;
    this.gaps = List.copyOf(gaps);
    this.rest = rest;
  }

  public static PromptTemplate of(String text) {
    List<Gap> gaps = new ArrayList<>();
    Matcher variable = VARIABLE.matcher(text);
    int from = 0;
    while (variable.find()) {
      gaps.add(new Gap(text.substring(from, variable.start()), variable.group(1)));
      from = variable.end();
    }
    return new PromptTemplate(text.length(), gaps, text.substring(from));
  }

  /** Its variables, in the order in which they come. */
  public Set<String> variables() {
    Set<String> variables = new LinkedHashSet<>();
    gaps.forEach(gap -> variables.add(gap.variable()));
    return variables;
  }

  /** The text with a value for each variable; what looks like a variable in a value stays. */
  public String filled(UnaryOperator<String> values) {
    StringBuilder text = new StringBuilder(length);
    for (Gap gap : gaps) {
      text.append(gap.before()).append(values.apply(gap.variable()));
    }
    return text.append(rest).toString();
  }

  /**
   * How long {@link #filled} would be.
   *
   * @param lengths of a value
   */
  public long filledLength(ToLongFunction<String> lengths) {
    Map<String, Long> known = new HashMap<>();
    long sum = rest.length();
    for (Gap gap : gaps) {
      sum += gap.before().length() + known.computeIfAbsent(gap.variable(), lengths::applyAsLong);
    }
    return sum;
  }

  /** The schema of an input that has all of them, of any type. */
  public ObjectNode inputSchema() {
    Set<String> variables = variables();
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    variables.forEach(properties::putObject);
    variables.forEach(schema.putArray("required")::add);
    return schema;
  }

  /** Roughly the room that it takes. */
  int bytes() {
    return 200 + 2 * length + 100 * gaps.size();
  }
}
