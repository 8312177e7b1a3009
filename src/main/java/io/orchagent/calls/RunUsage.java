package io.orchagent.calls;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.llm.LlmUsage;
import java.util.Optional;

/** What the answer says of the tokens of a run. */
final class RunUsage {
  static final String FIELD = "usage";

  private RunUsage() {}

  /** Empty when no model told of any. A cost that is not known is null, and never a guess. */
  static Optional<ObjectNode> of(EngineOutcome outcome) {
    if (outcome.model() == null || outcome.model().usage() == null) {
      return Optional.empty();
    }
    LlmUsage usage = outcome.model().usage();
    return Optional.of(
        JsonNodeFactory.instance
            .objectNode()
            .put("input_tokens", usage.input())
            .put("output_tokens", usage.output())
            .put("cost_usd", LlmUsage.dollars(usage.cost())));
  }
}
