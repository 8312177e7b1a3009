package io.orchagent.calls.engines;

import io.orchagent.llm.LlmProvider;
import io.orchagent.llm.LlmUsage;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One step of a run that asks models.
 *
 * @param sequence from 1, without gaps
 * @param payload one JSON object as text, masked and bounded; null when there is nothing to say, or
 *     nobody who may read it
 * @param provider of the model that it is about; null for none
 * @param model null for none
 * @param usage what a call of a model used; null for other events, and when nobody told
 * @param durationMillis null for what has no duration
 */
public record TraceEvent(
    int sequence,
    Type type,
    @Nullable String payload,
    @Nullable LlmProvider provider,
    @Nullable String model,
    @Nullable LlmUsage usage,
    @Nullable Long durationMillis,
    Instant at) {

  /** What happened. */
  public enum Type {
    LLM_CALL_STARTED,
    LLM_CALL_SUCCEEDED,
    LLM_CALL_FAILED,
    TOOL_CALL_STARTED,
    TOOL_CALL_SUCCEEDED,
    TOOL_CALL_FAILED,
    DECISION,
    FALLBACK_TRANSITION,
    POLICY_VIOLATION,
    ERROR;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The spelling of the wire and of the database. */
    public String wire() {
      return wire;
    }
  }

  /** Without what was said. */
  @Override
  public String toString() {
    return "TraceEvent[" + sequence + " " + type.wire() + "]";
  }
}
