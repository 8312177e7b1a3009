package io.orchagent.agents.publishing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.agents.AgentApi;
import io.orchagent.agents.AgentSpec;
import io.orchagent.agents.Problems;
import io.orchagent.agents.schemas.SchemaCheck;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tools of a managed loop: those at the top and those inside the loop are one list. */
final class ToolRules {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");
  private static final Pattern PARAMETER = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_.-]+)\\s*}}");
  private static final Set<String> BUILT_IN =
      Set.of("bash", "read_file", "write_file", "list_files", "submit_result");
  private static final int MAX_TOOLS = 50;

  private final SchemaCheck schemas;
  private final Problems problems;
  private final Set<String> names = new HashSet<>();

  ToolRules(SchemaCheck schemas, Problems problems) {
    this.schemas = schemas;
    this.problems = problems;
  }

  void check(AgentApi.Publish sent) {
    check("custom_tools", sent.customTools());
    check("loop.custom_tools", sent.loop() == null ? null : sent.loop().customTools());
  }

  private void check(String field, @Nullable List<AgentSpec.CustomTool> tools) {
    if (tools == null) {
      return;
    }
    problems.require(tools.size() <= MAX_TOOLS, field, "must be at most 50");
    for (int i = 0; i < Math.min(tools.size(), MAX_TOOLS); i++) {
      check(field + "[" + i + "]", tools.get(i));
    }
  }

  private void check(String where, AgentSpec.CustomTool tool) {
    String name = tool.name();
    problems.require(
        name != null && NAME.matcher(name).matches(),
        where + ".name",
        "must be 1 to 64 letters, digits, dashes and underscores, no digit first");
    problems.require(
        name == null || !BUILT_IN.contains(name),
        where + ".name",
        "is a built-in tool's name; choose another");
    problems.require(
        name == null || names.add(name), where + ".name", "is there twice; choose another");
    problems.text(where + ".description", tool.description(), 2_000);
    problems.require(
        tool.command() != null && !tool.command().isBlank(), where + ".command", "is required");
    problems.text(where + ".command", tool.command(), 10_000);
    ObjectNode schema = tool.inputSchema();
    if (schema != null) {
      problems.addAll(schemas.checkSchema(where + ".input_schema", schema));
      problems.storable(where + ".input_schema", schema, SchemaCheck.MAX_BYTES);
    }
    if (tool.command() != null && tool.command().length() <= 10_000) {
      parameters(where, tool.command(), schema);
    }
  }

  private void parameters(String where, String command, @Nullable ObjectNode schema) {
    Matcher parameter = PARAMETER.matcher(command);
    Set<String> missing = new HashSet<>();
    while (parameter.find()) {
      if (schema == null || !schema.path("properties").has(parameter.group(1))) {
        missing.add(parameter.group(1));
      }
    }
    problems.require(
        missing.isEmpty(),
        where + ".command",
        "uses parameters that its input_schema lacks: "
            + String.join(", ", missing.stream().sorted().limit(10).toList()));
  }
}
