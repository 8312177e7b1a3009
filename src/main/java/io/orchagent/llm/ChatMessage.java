package io.orchagent.llm;

import java.util.List;

/**
 * One message of a chat.
 *
 * @param calls tools that the assistant wants to use
 * @param results what these answered, all of one message's calls together
 */
public record ChatMessage(Role role, String text, List<ToolCall> calls, List<ToolResult> results) {

  /** Who says it. */
  public enum Role {
    USER,
    ASSISTANT,
    TOOLS
  }

  public static ChatMessage user(String text) {
    return new ChatMessage(Role.USER, text, List.of(), List.of());
  }

  public static ChatMessage assistant(String text) {
    return new ChatMessage(Role.ASSISTANT, text, List.of(), List.of());
  }

  /** The same with tools that it wants to use; the text may be empty. */
  public static ChatMessage assistant(String text, List<ToolCall> calls) {
    return new ChatMessage(Role.ASSISTANT, text, List.copyOf(calls), List.of());
  }

  public static ChatMessage tools(List<ToolResult> results) {
    return new ChatMessage(Role.TOOLS, "", List.of(), List.copyOf(results));
  }
}
