package io.orchagent.agents;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a version's managed loop goes.
 *
 * @param maxTurns 1 to 50
 * @param orchestrates whether it has dependencies
 * @param strict whether it has to call one of them, where it has any, and may not have a shell
 */
public record LoopPlan(int maxTurns, List<Tool> tools, boolean orchestrates, boolean strict) {
  private static final int USUAL_TURNS = 25;

  /**
   * A tool of the version's own.
   *
   * @param command for bash, with {{parameters}} of the schema
   * @param inputSchema JSON Schema of its parameters; null for none
   */
  public record Tool(
      String name, String description, String command, @Nullable String inputSchema) {}

  static LoopPlan of(AgentSpec spec) {
    AgentSpec.Loop loop = spec.loop();
    Integer turns = loop == null ? null : loop.maxTurns();
    List<AgentSpec.CustomTool> inside =
        loop == null || loop.customTools() == null ? List.of() : loop.customTools();
    List<Tool> tools =
        Stream.concat(spec.customTools().stream(), inside.stream()).map(LoopPlan::tool).toList();
    boolean orchestrates =
        spec.manifest() != null && !spec.manifest().path("dependencies").isEmpty();
    boolean strict =
        orchestrates
            && !spec.manifest().path("orchestration_mode").asText("strict").equals("flexible");
    return new LoopPlan(turns == null ? USUAL_TURNS : turns, tools, orchestrates, strict);
  }

  /** The same called by an agent that may be strict, which makes this one strict too. */
  public LoopPlan under(boolean strictParent) {
    return strictParent ? new LoopPlan(maxTurns, tools, orchestrates, true) : this;
  }

  private static Tool tool(AgentSpec.CustomTool tool) {
    return new Tool(
        String.valueOf(tool.name()),
        tool.description() == null ? "" : tool.description(),
        String.valueOf(tool.command()),
        tool.inputSchema() == null ? null : tool.inputSchema().toString());
  }
}
