package io.orchagent.sandbox;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.orchagent.platform.telemetry.Tracing;
import io.orchagent.sandbox.SandboxResult.Outcome;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** How fast sandboxes start, how long programs run in them, and how many wait for their call. */
@Startup
@Singleton
class SandboxMetrics implements RunMeasures {
  private static final AttributeKey<String> START =
      AttributeKey.stringKey("orchagent.sandbox.start");
  private static final AttributeKey<String> OUTCOME =
      AttributeKey.stringKey("orchagent.sandbox.outcome");

  private static final Duration[] STARTS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final MeterRegistry registry;
  private final Tracing tracing;
  private final Timer cold;
  private final Timer warm;
  private final Map<Outcome, Timer> runs = new EnumMap<>(Outcome.class);

  SandboxMetrics(MeterRegistry registry, Tracing tracing) {
    this.registry = registry;
    this.tracing = tracing;
    this.cold = starts("cold");
    this.warm = starts("warm");
    for (Outcome outcome : Outcome.values()) {
      runs.put(
          outcome,
          Timer.builder("orchagent.sandbox.run.duration")
              .tag("outcome", wire(outcome))
              .register(registry));
    }
  }

  private static String wire(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private Timer starts(String start) {
    return Timer.builder("orchagent.sandbox.start.duration")
        .tag("start", start)
        .serviceLevelObjectives(STARTS)
        .register(registry);
  }

  @Override
  public void started(UUID run, boolean fromWarm, long began, long started) {
    (fromWarm ? warm : cold).record(started - began, TimeUnit.NANOSECONDS);
    if (tracing.isOn()) {
      Attributes told = Attributes.of(START, fromWarm ? "warm" : "cold");
      tracing.within(run, "sandbox start", began, started, told, null);
    }
  }

  @Override
  public void ended(UUID run, Outcome outcome, Duration wall, long ended) {
    Objects.requireNonNull(runs.get(outcome)).record(wall);
    if (tracing.isOn()) {
      String how = wire(outcome);
      tracing.within(
          run,
          "sandbox run",
          ended - wall.toNanos(),
          ended,
          Attributes.of(OUTCOME, how),
          outcome == Outcome.EXITED ? null : how);
    }
  }

  /** What of a host can be read at any time. */
  void watch(SandboxHost host) {
    host.warm().ifPresent(this::watch);
    registry.gauge("orchagent.sandbox.residents", host, SandboxHost::residents);
  }

  private void watch(WarmStarts starts) {
    String name = "orchagent.sandbox.warm";
    FunctionCounter.builder(name, starts, WarmStarts::hits).tag("result", "hit").register(registry);
    FunctionCounter.builder(name, starts, WarmStarts::misses)
        .tag("result", "miss")
        .register(registry);
    registry.gauge("orchagent.sandbox.parked", starts, WarmStarts::parked);
    Gauge.builder("orchagent.sandbox.parked.memory", starts, WarmStarts::parkedBytes)
        .baseUnit("bytes")
        .register(registry);
  }
}
