package io.orchagent.llm;

/**
 * What a tool answered.
 *
 * @param call what it answers
 * @param failed whether the model should see it as a failure
 */
public record ToolResult(ToolCall call, String text, boolean failed) {}
