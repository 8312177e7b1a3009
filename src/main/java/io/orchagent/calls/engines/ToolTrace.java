package io.orchagent.calls.engines;

import io.orchagent.llm.ToolCall;
import java.time.Duration;

/** The events of one loop's calls of tools. */
record ToolTrace(RunTrace trace) {
  private static final Duration LONG_AGO = Duration.ofSeconds(1);

  /**
   * A tool is about to be used, which may take minutes.
   *
   * @param first of its turn
   */
  void started(ToolCall call, boolean first) {
    trace.add(
        TraceEvent.Type.TOOL_CALL_STARTED,
        said -> said.name("tool", call.name()).text("arguments", call.arguments()));
    if (first) {
      trace.flush();
    } else {
      trace.flushIfOlderThan(LONG_AGO);
    }
  }

  void ended(ToolCall call, LoopTools.Done done, long began) {
    String violation = done.violation();
    if (violation != null) {
      trace.add(
          TraceEvent.Type.POLICY_VIOLATION,
          said -> said.name("tool", call.name()).word("rule", violation));
    }
    trace.add(
        done.answer().succeeded()
            ? TraceEvent.Type.TOOL_CALL_SUCCEEDED
            : TraceEvent.Type.TOOL_CALL_FAILED,
        began,
        said -> said.name("tool", call.name()).text("output", done.answer().text()));
  }
}
