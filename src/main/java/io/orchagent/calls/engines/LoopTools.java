package io.orchagent.calls.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.agents.LoopPlan;
import io.orchagent.agents.schemas.SchemaCheck;
import io.orchagent.calls.engines.LoopSandbox.Answer;
import io.orchagent.calls.engines.LoopSandbox.EndedException;
import io.orchagent.llm.ChatTool;
import io.orchagent.llm.ToolCall;
import io.orchagent.platform.errors.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the model of one loop may use, and what comes of it. */
final class LoopTools {
  static final String SUBMIT = "submit_result";

  private static final int LONGEST_COMMAND_SECONDS = 120;
  private static final String ANY = "{\"type\":\"object\",\"additionalProperties\":true}";
  private static final String INPUT = "/tmp/__tool_input.json";
  private static final List<ChatTool> BUILT_IN =
      List.of(
          tool("bash", "Runs a bash command in the working folder.", "command"),
          tool("read_file", "Gives the text of a file.", "path"),
          tool("write_file", "Writes a file, and makes its folder.", "path", "content"),
          tool("list_files", "Lists a folder.", "path"));

  private final LoopPlan plan;
  private final BooleanSupplier calledOthers;
  private final LoopSubmission submission;
  private final SchemaCheck schemas;
  private final UUID owner;
  private final LoopSandbox sandbox;

  LoopTools(
      LoopPlan plan,
      BooleanSupplier calledOthers,
      LoopSubmission submission,
      SchemaCheck schemas,
      UUID owner,
      LoopSandbox sandbox) {
    this.plan = plan;
    this.calledOthers = calledOthers;
    this.submission = submission;
    this.schemas = schemas;
    this.owner = owner;
    this.sandbox = sandbox;
  }

  /**
   * What came of a call.
   *
   * @param submitted the run's answer, when the call submitted it
   * @param violation the rule that it broke; null for none
   */
  record Done(Answer answer, @Nullable String submitted, @Nullable String violation) {
    static Done of(Answer answer) {
      return new Done(answer, null, null);
    }
  }

  private static ChatTool tool(String name, String description, String... texts) {
    StringBuilder properties = new StringBuilder();
    StringBuilder required = new StringBuilder();
    for (String text : texts) {
      String comma = properties.isEmpty() ? "" : ",";
      properties.append(comma).append('"').append(text).append("\":{\"type\":\"string\"}");
      required.append(comma).append('"').append(text).append('"');
    }
    return new ChatTool(
        name,
        description,
        "{\"type\":\"object\",\"properties\":{%s},\"required\":[%s]}"
            .formatted(properties, required));
  }

  List<ChatTool> offered() {
    List<ChatTool> offered = new ArrayList<>();
    BUILT_IN.stream().filter(t -> !plan.strict() || !t.name().equals("bash")).forEach(offered::add);
    for (LoopPlan.Tool own : plan.tools()) {
      String schema = own.inputSchema() == null ? ANY : LoopSubmission.object(own.inputSchema());
      offered.add(new ChatTool(own.name(), own.description(), schema));
    }
    offered.add(
        new ChatTool(SUBMIT, "Gives the result and ends the work.", submission.toolSchema()));
    return offered;
  }

  Done use(ToolCall call) throws EndedException, InterruptedException {
    AgentOutput read = AgentOutput.of(call.arguments());
    if (read.form() != AgentOutput.Form.JSON || !(read.tree() instanceof ObjectNode arguments)) {
      return refused("INVALID_ARGUMENTS: the arguments must be one JSON object.");
    }
    if (call.name().equals(SUBMIT)) {
      return submit(arguments);
    }
    if (call.name().equals("bash") && plan.strict()) {
      return forbidden(
          "STRICT_MODE_BASH_DISABLED", "this agent works by its dependencies; use its own tools.");
    }
    for (ChatTool known : BUILT_IN) {
      if (known.name().equals(call.name())) {
        return builtIn(known, arguments);
      }
    }
    for (LoopPlan.Tool own : plan.tools()) {
      if (own.name().equals(call.name())) {
        return custom(own, arguments);
      }
    }
    return refused(
        "UNKNOWN_TOOL: there is no such tool. There are: "
            + offered().stream().map(ChatTool::name).collect(Collectors.joining(", "))
            + ".");
  }

  private Done submit(ObjectNode arguments) {
    if (plan.strict() && plan.orchestrates() && !calledOthers.getAsBoolean()) {
      return forbidden(
          "STRICT_MODE_DEPENDENCY_REQUIRED", "call at least one dependency before submit_result.");
    }
    JsonNode data = submission.data(arguments);
    List<FieldError> problems = submission.problems(schemas, owner, data);
    return problems.isEmpty()
        ? new Done(new Answer(true, "submitted"), data.toString(), null)
        : refused("The result does not fit its schema:\n" + LoopSubmission.listed(problems));
  }

  private Done builtIn(ChatTool tool, ObjectNode arguments)
      throws EndedException, InterruptedException {
    List<FieldError> problems = schemas.validate(owner, tool.inputSchema(), arguments);
    if (!problems.isEmpty()) {
      return refused("INVALID_ARGUMENTS:\n" + LoopSubmission.listed(problems));
    }
    ObjectNode order = LoopSandbox.order(tool.name());
    for (String name : List.of("command", "path", "content")) {
      if (arguments.path(name).isTextual()) {
        order.set(name, arguments.get(name));
      }
    }
    return Done.of(sandbox.does(order.put("seconds", LONGEST_COMMAND_SECONDS)));
  }

  private Done custom(LoopPlan.Tool tool, ObjectNode arguments)
      throws EndedException, InterruptedException {
    List<FieldError> problems =
        tool.inputSchema() == null
            ? List.of()
            : schemas.validate(owner, tool.inputSchema(), arguments);
    if (!problems.isEmpty()) {
      return refused("INVALID_ARGUMENTS:\n" + LoopSubmission.listed(problems));
    }
    ToolCommand command = ToolCommand.of(tool.command(), arguments);
    if (!command.isPossible()) {
      return refused("INVALID_ARGUMENTS: a parameter must not have a NUL.");
    }
    Answer written =
        sandbox.does(
            LoopSandbox.order("write_file")
                .put("path", INPUT)
                .put("content", arguments.toString()));
    if (!written.succeeded()) {
      return Done.of(written);
    }
    ObjectNode order = LoopSandbox.order("bash").put("command", command.text());
    ObjectNode environment = order.putObject("environment");
    command.environment().forEach(environment::put);
    return Done.of(sandbox.does(order.put("seconds", LONGEST_COMMAND_SECONDS)));
  }

  private static Done refused(String why) {
    return Done.of(new Answer(false, why));
  }

  /** A call that breaks a rule of the house; the model is told which. */
  static Done forbidden(String rule, String why) {
    return new Done(new Answer(false, rule + ": " + why), null, rule);
  }
}
