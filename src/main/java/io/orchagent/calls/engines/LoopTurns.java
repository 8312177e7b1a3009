package io.orchagent.calls.engines;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orchagent.agents.LoopPlan;
import io.orchagent.llm.ChatAnswer;
import io.orchagent.llm.ChatMessage;
import io.orchagent.llm.LlmException;
import io.orchagent.llm.ToolCall;
import io.orchagent.llm.ToolResult;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The turns of one loop: the model is asked, uses tools, is told what came of it. */
final class LoopTurns {
  private static final int BRIEF = 200;
  private static final int MOST_CALLS = 32;
  private static final long LONGEST_CHAT = 16L * 1024 * 1024;
  private static final int LONGEST_ANSWER = 10 * 1024 * 1024;

  private final EngineTask task;
  private final String system;
  private final LoopPlan plan;
  private final ModelCalls calls;
  private final LoopTools tools;
  private final ToolTrace trace;
  private final LoopLog log;
  private int turn;
  private long length;

  LoopTurns(EngineTask task, String system, LoopPlan plan, ModelCalls calls, LoopTools tools) {
    this.task = task;
    this.system = system;
    this.plan = plan;
    this.calls = calls;
    this.tools = tools;
    this.trace = new ToolTrace(task.trace());
    this.log = new LoopLog(task.mask(), task.trace().inside());
  }

  /** The output of the run. */
  String result() throws LlmException, InterruptedException, LoopSandbox.EndedException {
    List<ChatMessage> chat = new ArrayList<>();
    chat.add(ChatMessage.user(new String(task.input(), StandardCharsets.UTF_8)));
    for (turn = 1; turn <= plan.maxTurns(); turn++) {
      task.progress().told(new Progress.TurnStart(turn, plan.maxTurns()));
      task.trace().turn(turn);
      ChatAnswer answer = calls.ask(system, chat, tools.offered());
      if (answer.text().length() > LONGEST_ANSWER) {
        throw ModelFailures.tooLong(calls.candidate());
      }
      log.said(answer.text());
      if (answer.calls().isEmpty()) {
        decided("final_text");
        return finalText(answer.text());
      }
      chat.add(ChatMessage.assistant(answer.text(), answer.calls()));
      grow(answer.text());
      answer.calls().forEach(call -> grow(call.arguments()));
      List<ToolResult> results = new ArrayList<>();
      for (ToolCall call : answer.calls()) {
        LoopTools.Done done = use(call, results.size());
        if (done.submitted() != null) {
          decided("result_submitted");
          return done.submitted();
        }
        grow(done.answer().text());
        results.add(new ToolResult(call, done.answer().text(), !done.answer().succeeded()));
      }
      chat.add(ChatMessage.tools(results));
    }
    decided("max_turns_reached");
    throw ApiException.of(
            ErrorKind.UNPROCESSABLE,
            "UNPROCESSABLE",
            "The model did not submit a result within "
                + plan.maxTurns()
                + " turns. Ask for less, choose a stronger model, or have the author raise"
                + " loop.max_turns.")
        .with("detail", "MAX_TURNS_EXCEEDED")
        .build();
  }

  private LoopTools.Done use(ToolCall call, int before)
      throws InterruptedException, LoopSandbox.EndedException {
    String arguments = call.arguments();
    String brief = arguments.length() <= BRIEF ? arguments : arguments.substring(0, BRIEF) + "…";
    task.progress().told(new Progress.ToolCall(call.name(), brief));
    trace.started(call, before == 0);
    long began = System.nanoTime();
    LoopTools.Done done =
        before < MOST_CALLS
            ? tools.use(call)
            : LoopTools.forbidden("TOO_MANY_CALLS", "at most " + MOST_CALLS + " tools at once.");
    trace.ended(call, done, began);
    log.used(turn, call, done, RunTrace.millisSince(began));
    task.progress().told(new Progress.ToolResult(done.answer().succeeded()));
    return done;
  }

  /** What happened in it so far. */
  LoopLog log() {
    return log;
  }

  private void decided(String decision) {
    task.trace().add(TraceEvent.Type.DECISION, said -> said.word("decision", decision));
  }

  /** What no model could read anyway is not kept in memory either. */
  private void grow(String more) {
    length += more.length();
    if (length > LONGEST_CHAT) {
      throw ApiException.of(
              ErrorKind.UNPROCESSABLE,
              "UNPROCESSABLE",
              "The model and its tools have written more than 16 MiB. Have the agent's prompt ask"
                  + " for less at once.")
          .build();
    }
  }

  private static String finalText(String text) {
    AgentOutput output = AgentOutput.of(text);
    return output.form() == AgentOutput.Form.JSON
        ? output.text()
        : JsonNodeFactory.instance
            .objectNode()
            .put("result", AgentText.wellFormed(text))
            .toString();
  }
}
