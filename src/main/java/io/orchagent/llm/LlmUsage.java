package io.orchagent.llm;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as the provider counts them: OpenAI's and Gemini's input includes what came from a cache,
 * Anthropic's does not.
 *
 * @param cost in US dollars, exact; null when the model has no price
 */
public record LlmUsage(
    long input, long output, long cacheRead, long cacheWrite, @Nullable BigDecimal cost) {

  LlmUsage priced(@Nullable BigDecimal price) {
    return new LlmUsage(input, output, cacheRead, cacheWrite, price);
  }

  /** Both together; what costs nobody knows how much makes the sum unknown. */
  public LlmUsage plus(LlmUsage other) {
    return new LlmUsage(
        input + other.input,
        output + other.output,
        cacheRead + other.cacheRead,
        cacheWrite + other.cacheWrite,
        cost == null || other.cost == null ? null : cost.add(other.cost));
  }

  /** A cost as it is told, an exact decimal without needless zeros; null when it is unknown. */
  public static @Nullable String dollars(@Nullable BigDecimal cost) {
    return cost == null ? null : cost.stripTrailingZeros().toPlainString();
  }
}
