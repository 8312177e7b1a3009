package io.orchagent.calls.engines;

import io.orchagent.llm.LlmProvider;
import io.orchagent.llm.LlmUsage;
import org.jspecify.annotations.Nullable;

/**
 * The model that a run used last, and the tokens of all of its calls.
 *
 * @param usage null when no provider told any
 */
public record ModelUse(LlmProvider provider, String model, @Nullable LlmUsage usage) {}
