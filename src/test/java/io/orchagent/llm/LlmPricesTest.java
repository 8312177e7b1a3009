package io.orchagent.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LlmPricesTest {
  private static LlmPrices prices(String... keysAndValues) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withMapping(LlmConfig.class)
            .withConverter(
                io.quarkus.runtime.configuration.MemorySize.class,
                100,
                new io.quarkus.runtime.configuration.MemorySizeConverter())
            .withConverter(
                java.time.Duration.class,
                200,
                new io.quarkus.runtime.configuration.DurationConverter());
    for (int i = 0; i < keysAndValues.length; i += 2) {
      builder.withDefaultValues(
          Map.of("orchagent.llm.prices." + keysAndValues[i], keysAndValues[i + 1]));
    }
    return new LlmPrices(builder.build().getConfigMapping(LlmConfig.class));
  }

  private static LlmUsage usage(long input, long output, long read, long write) {
    return new LlmUsage(input, output, read, write, null);
  }

  @Test
  void a_cost_is_exact() {
    LlmPrices prices =
        prices(
            "\"openai/m\".input",
            "0.1",
            "\"openai/m\".output",
            "0.3",
            "\"openai/m\".cache-read",
            "0.0333");
    assertThat(prices.cost(LlmProvider.OPENAI, "m", usage(3, 7, 1, 0)))
        .isEqualByComparingTo(new BigDecimal("0.0000023333"));
    assertThat(prices.cost(LlmProvider.OPENAI, "m", usage(0, 0, 0, 0))).isEqualByComparingTo("0");
    assertThat(prices.cost(LlmProvider.OPENAI, "m", usage(Integer.MAX_VALUE, 0, 0, 0)))
        .isEqualByComparingTo("214.7483647");
  }

  @Test
  void tokens_of_a_cache_without_a_price_cost_what_input_costs() {
    LlmPrices prices = prices("\"anthropic/m\".input", "1", "\"anthropic/m\".output", "2");
    assertThat(prices.cost(LlmProvider.ANTHROPIC, "m", usage(10, 0, 5, 5)))
        .isEqualByComparingTo("0.00002");
    assertThat(prices.cost(LlmProvider.OPENAI, "m", usage(10, 0, 5, 5))).isNull();
  }

  @Test
  void a_dated_name_has_the_price_of_its_model() {
    LlmPrices prices = prices("\"openai/gpt-4.1\".input", "1", "\"openai/gpt-4.1\".output", "1");
    for (String name : new String[] {"gpt-4.1", "gpt-4.1-2025-04-14", "gpt-4.1-20250414"}) {
      assertThat(prices.cost(LlmProvider.OPENAI, name, usage(1, 0, 0, 0))).as(name).isNotNull();
    }
    for (String name : new String[] {"gpt-4.1-mini", "gpt-4.1-2025", "gpt-4.1-20250414-x"}) {
      assertThat(prices.cost(LlmProvider.OPENAI, name, usage(1, 0, 0, 0))).as(name).isNull();
    }
  }

  @Test
  void a_price_of_nothing_that_is_known_is_refused() {
    for (String name : new String[] {"gpt-4.1", "opneai/gpt-4.1", "openai/", "/m"}) {
      String quoted = "\"" + name + "\"";
      assertThatThrownBy(() -> prices(quoted + ".input", "1", quoted + ".output", "1"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(quoted)
          .hasMessageContaining("openai, anthropic, gemini, ollama");
    }
  }

  @Test
  void a_price_that_can_not_be_kept_exactly_is_refused() {
    for (String price : new String[] {"0.00001", "-1"}) {
      assertThatThrownBy(() -> prices("\"openai/m\".input", price, "\"openai/m\".output", "1"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("openai/m");
    }
  }
}
