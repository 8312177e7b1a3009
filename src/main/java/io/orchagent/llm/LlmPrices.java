package io.orchagent.llm;

import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What tokens cost. */
@Singleton
class LlmPrices {
  /** With more, a cost would not fit the rows of runs exactly. */
  private static final int MAX_DECIMALS = 4;

  private static final Pattern DATE = Pattern.compile("-(?:20\\d{6}|20\\d\\d-\\d\\d-\\d\\d)$");
  private static final String PROVIDERS =
      Arrays.stream(LlmProvider.values()).map(LlmProvider::wire).collect(Collectors.joining(", "));

  private static final int MILLION = 6;

  private final Map<String, LlmConfig.Price> prices;

  LlmPrices(LlmConfig config) {
    this.prices = config.prices();
    prices.forEach(LlmPrices::check);
  }

  private static void check(String model, LlmConfig.Price price) {
    String[] named = model.split("/", 2);
    if (named.length < 2 || named[1].isBlank() || LlmProvider.of(named[0]).isEmpty()) {
      throw new IllegalArgumentException(
          "orchagent.llm.prices.\"%s\": a price is that of a \"provider/model\", with a provider of %s"
              .formatted(model, PROVIDERS));
    }
    for (BigDecimal one :
        new BigDecimal[] {
          price.input(),
          price.output(),
          price.cacheRead().orElse(BigDecimal.ZERO),
          price.cacheWrite().orElse(BigDecimal.ZERO)
        }) {
      if (one.signum() < 0 || one.stripTrailingZeros().scale() > MAX_DECIMALS) {
        throw new IllegalArgumentException(
            "orchagent.llm.prices.\"%s\": a price is zero or more, with at most %d decimals"
                .formatted(model, MAX_DECIMALS));
      }
    }
  }

  /** In US dollars, exact; null when the model has no price. */
  @Nullable BigDecimal cost(LlmProvider provider, String model, LlmUsage usage) {
    LlmConfig.Price price = price(provider, model);
    if (price == null) {
      return null;
    }
    long plainInput =
        provider == LlmProvider.ANTHROPIC
            ? usage.input()
            : Math.max(0, usage.input() - usage.cacheRead() - usage.cacheWrite());
    return times(plainInput, price.input())
        .add(times(usage.output(), price.output()))
        .add(times(usage.cacheRead(), price.cacheRead().orElse(price.input())))
        .add(times(usage.cacheWrite(), price.cacheWrite().orElse(price.input())));
  }

  /**
   * As which one of the models that have a price it is charged; empty when it is none of them. So
   * there are no more answers than prices, whatever is asked.
   */
  Optional<String> modelOf(LlmProvider provider, String model) {
    if (prices.containsKey(provider.wire() + "/" + model)) {
      return Optional.of(model);
    }
    String undated = DATE.matcher(model).replaceFirst("");
    return prices.containsKey(provider.wire() + "/" + undated)
        ? Optional.of(undated)
        : Optional.empty();
  }

  private LlmConfig.@Nullable Price price(LlmProvider provider, String model) {
    LlmConfig.Price exact = prices.get(provider.wire() + "/" + model);
    return exact != null
        ? exact
        : prices.get(provider.wire() + "/" + DATE.matcher(model).replaceFirst(""));
  }

  private static BigDecimal times(long tokens, BigDecimal perMillion) {
    return perMillion.multiply(BigDecimal.valueOf(tokens)).movePointLeft(MILLION);
  }
}
