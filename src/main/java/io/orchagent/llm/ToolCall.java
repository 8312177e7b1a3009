package io.orchagent.llm;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model's wish to use a tool. Nothing of it is trusted: the tool may not exist.
 *
 * @param id by which its result is told from others; made up where the provider gives none
 * @param arguments what the model wrote; a JSON object, or anything
 * @param signature what this provider wants to see again with it; null for nothing
 */
public record ToolCall(String id, String name, String arguments, @Nullable String signature) {
  private static final String MADE = "call_own_";
  private static final Pattern FIT = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** With an id that every provider takes: a run may go on with another one. */
  static ToolCall of(String id, String name, String arguments, @Nullable String signature) {
    String fit = FIT.matcher(id).matches() ? id : MADE + UUID.randomUUID().toString().substring(24);
    return new ToolCall(fit, name, arguments, signature);
  }

  boolean hasOwnId() {
    return !id.startsWith(MADE);
  }

  /** As it is sent back: providers refuse a whole chat for a name that they would not give. */
  String sentName() {
    return NAME.matcher(name).matches() ? name : "unknown_tool";
  }

  /** Without what the model wrote. */
  @Override
  public String toString() {
    return "ToolCall[" + id + "]";
  }
}
