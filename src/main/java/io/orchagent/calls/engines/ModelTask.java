package io.orchagent.calls.engines;

import io.orchagent.agents.LoopPlan;
import io.orchagent.llm.LlmProvider;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an engine that calls models needs for it.
 *
 * @param candidates in the order in which they are tried; never empty
 * @param prompt what they are asked, with the input in it
 * @param loop how its loop goes; null for an engine without one
 * @param form what the answer has to fit; null for anything
 */
public record ModelTask(
    List<Candidate> candidates, String prompt, @Nullable Form form, @Nullable LoopPlan loop) {

  /**
   * What an answer has to fit.
   *
   * @param owner the workspace whose schema it is, to share long comparisons fairly
   */
  public record Form(UUID owner, String schema) {}

  /** One provider's model, and the key to it. */
  public record Candidate(LlmProvider provider, String model, @Nullable String key) {

    /** For people. */
    String label() {
      return provider.wire() + "/" + model;
    }

    /** Without the key. */
    @Override
    public String toString() {
      return "Candidate[" + label() + "]";
    }
  }

  /** The keys, to be hidden in all that is told of the run. */
  public List<String> keys() {
    return candidates.stream().map(Candidate::key).filter(Objects::nonNull).toList();
  }

  /** Without prompt and keys. */
  @Override
  public String toString() {
    return "ModelTask" + candidates;
  }
}
