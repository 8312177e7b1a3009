package io.orchagent.calls.engines;

/** One thing that happens in a run, as those who follow it are told. */
public sealed interface Progress {
  /** A sandbox begins to start. */
  record SandboxStart() implements Progress {}

  /**
   * A step on the way to the agent's first line.
   *
   * @param name for people
   * @param status {@code started}, {@code completed} or {@code failed}
   */
  record SetupStep(String name, String status) implements Progress {}

  /**
   * A model is asked once more.
   *
   * @param turn from 1
   */
  record TurnStart(int turn, int maxTurns) implements Progress {}

  /**
   * The model uses a tool.
   *
   * @param argsBrief the beginning of its arguments
   */
  record ToolCall(String tool, String argsBrief) implements Progress {}

  /** The tool has answered. */
  record ToolResult(boolean succeeded) implements Progress {}

  /** The model says more. */
  record Text(String delta) implements Progress {}

  /** The code writes more to its standard output. */
  record Stdout(String text) implements Progress {}

  /** The code writes more to its standard error. */
  record Stderr(String text) implements Progress {}
}
