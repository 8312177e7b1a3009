package io.orchagent.agents.publishing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with {@code {{variables}}}. */
final class PromptTemplate {
  static final int MAX_VARIABLES = 500;

  private static final Pattern VARIABLE =
      Pattern.compile("\\{\\{\\s*([A-Za-z0-9_.-]{1,100})\\s*}}");

  private PromptTemplate() {}

  /** Its variables, in the order in which they come. */
  static Set<String> variables(String text) {
    Set<String> variables = new LinkedHashSet<>();
    Matcher variable = VARIABLE.matcher(text);
    while (variable.find()) {
      variables.add(variable.group(1));
    }
    return variables;
  }

  /** The schema of an input that has all of them, of any type. */
  static ObjectNode inputSchema(String text) {
    Set<String> variables = variables(text);
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    variables.forEach(properties::putObject);
    variables.forEach(schema.putArray("required")::add);
    return schema;
  }
}
