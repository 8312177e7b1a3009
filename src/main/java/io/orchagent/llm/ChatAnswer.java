package io.orchagent.llm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered.
 *
 * @param text JSON where a schema was sent and the provider held to it
 * @param calls tools that it wants to use before it says more
 * @param finish why it stopped
 * @param usage null when the provider says nothing of it
 */
public record ChatAnswer(
    String text, List<ToolCall> calls, Finish finish, @Nullable LlmUsage usage) {

  /** Why a model stopped. */
  public enum Finish {
    /** It had no more to say. */
    COMPLETE,
    /** It was cut at the longest answer. */
    LENGTH,
    /** It, or its provider, would not say it. */
    REFUSED
  }
}
