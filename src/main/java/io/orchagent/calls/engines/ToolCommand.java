package io.orchagent.calls.engines;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command of a custom tool with the parameters that a model wrote. Their values are variables
 * of the environment, which bash puts in without reading them again: so they are data wherever
 * their author put them, also between quotes of his own, where quoting the text would fail.
 *
 * @param environment values by variable
 */
record ToolCommand(String text, Map<String, String> environment) {
  private static final Pattern PARAMETER = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_.-]+)\\s*}}");

  static ToolCommand of(String command, JsonNode arguments) {
    Map<String, String> environment = new LinkedHashMap<>();
    Map<String, String> variables = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    Matcher parameter = PARAMETER.matcher(command);
    char quote = 0;
    int at = 0;
    while (parameter.find()) {
      String before = command.substring(at, parameter.start());
      quote = quoteAfter(before, quote);
      String name = parameter.group(1);
      String variable = variables.computeIfAbsent(name, n -> "_TOOL_PARAMETER_" + variables.size());
      environment.put(variable, value(arguments.path(name)));
      String put = "${" + variable + "}";
      text.append(before)
          .append(
              switch (quote) {
                case '"' -> put;
                case '\'' -> "'\"" + put + "\"'";
                default -> "\"" + put + "\"";
              });
      at = parameter.end();
    }
    return new ToolCommand(text.append(command.substring(at)).toString(), environment);
  }

  /** Bash has no NUL. */
  boolean isPossible() {
    return environment.values().stream().noneMatch(value -> value.indexOf('\0') >= 0);
  }

  private static String value(JsonNode value) {
    return value.isTextual()
        ? value.textValue()
        : value.isMissingNode() || value.isNull() ? "" : value.toString();
  }

  /** In which quotes the shell is behind this; a mistake costs a quote too many, no more. */
  private static char quoteAfter(String text, char before) {
    char quote = before;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quote != '\'') {
        i++;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
    }
    return quote;
  }
}
