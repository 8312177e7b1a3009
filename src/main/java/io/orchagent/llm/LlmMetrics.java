package io.orchagent.llm;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.orchagent.llm.LlmException.Kind;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests to models, their tokens and their cost, by the names that OpenTelemetry has for them.
 * Names of models are whatever callers write: only those with a price are told apart.
 */
@Singleton
class LlmMetrics {
  private static final String OTHER = "other";

  /** Powers of two, as the convention advises. */
  private static final Duration[] DURATIONS = new Duration[14];

  /** Powers of four, as the convention advises. */
  private static final double[] TOKENS = new double[14];

  static {
    for (int i = 0; i < DURATIONS.length; i++) {
      DURATIONS[i] = Duration.ofMillis(10L << i);
      TOKENS[i] = 1L << (2 * i);
    }
  }

  private final MeterRegistry registry;
  private final LlmPrices prices;
  private final Map<LlmProvider, ConcurrentMap<String, Meters>> meters =
      new EnumMap<>(LlmProvider.class);

  LlmMetrics(MeterRegistry registry, LlmPrices prices) {
    this.registry = registry;
    this.prices = prices;
    for (LlmProvider provider : LlmProvider.values()) {
      meters.put(provider, new ConcurrentHashMap<>());
    }
  }

  /** Those of one model. */
  private static final class Meters {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Timer answered;
    private final ConcurrentMap<Kind, Timer> failed = new ConcurrentHashMap<>();
    private final DistributionSummary input;
    private final DistributionSummary output;
    private final Counter cost;

    Meters(LlmProvider provider, String model, MeterRegistry registry) {
      this.registry = registry;
      Tags names =
          Tags.of("gen_ai.provider.name", provider.telemetryName(), "gen_ai.request.model", model);
      this.tags = names.and("gen_ai.operation.name", "chat");
      this.answered = duration("");
      this.input = tokens("input");
      this.output = tokens("output");
      this.cost =
          Counter.builder("orchagent.llm.cost").baseUnit("usd").tags(names).register(registry);
    }

    /** Where there was an answer the type is empty, which Prometheus takes for absent. */
    private Timer duration(String errorType) {
      return Timer.builder("gen_ai.client.operation.duration")
          .tags(tags.and("error.type", errorType))
          .serviceLevelObjectives(DURATIONS)
          .register(registry);
    }

    private DistributionSummary tokens(String type) {
      return DistributionSummary.builder("gen_ai.client.token.usage")
          .tags(tags.and("gen_ai.token.type", type))
          .serviceLevelObjectives(TOKENS)
          .register(registry);
    }

    void answered(@Nullable LlmUsage usage, long nanos) {
      answered.record(nanos, TimeUnit.NANOSECONDS);
      if (usage == null) {
        return;
      }
      input.record(usage.input());
      output.record(usage.output());
      if (usage.cost() != null) {
        cost.increment(usage.cost().doubleValue());
      }
    }

    void failed(Kind kind, long nanos) {
      failed
          .computeIfAbsent(kind, any -> duration(any.name().toLowerCase(Locale.ROOT)))
          .record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** One request, and what it came to. */
  void answered(LlmProvider provider, String model, @Nullable LlmUsage usage, long nanos) {
    of(provider, model).answered(usage, nanos);
  }

  /** One request without an answer; one that is sent again counts again. */
  void failed(LlmProvider provider, String model, Kind kind, long nanos) {
    of(provider, model).failed(kind, nanos);
  }

  private Meters of(LlmProvider provider, String model) {
    ConcurrentMap<String, Meters> known = Objects.requireNonNull(meters.get(provider));
    String name = prices.modelOf(provider, model).orElse(OTHER);
    Meters found = known.get(name);
    return found != null
        ? found
        : known.computeIfAbsent(name, any -> new Meters(provider, any, registry));
  }
}
