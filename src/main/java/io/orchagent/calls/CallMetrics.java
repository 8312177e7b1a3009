package io.orchagent.calls;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.orchagent.calls.engines.Engine;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.calls.engines.EngineOutcome.End;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many runs ended how, and how long they took. All meters are there from the start: a call
 * looks none up by its labels, and a rate counts the first failure too.
 */
@Startup
@Singleton
class CallMetrics {
  private static final Duration[] BOUNDS = {
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
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5)
  };

  private final MeterRegistry registry;
  private final Map<String, Meters> engines = new HashMap<>();
  private final Timer overhead;
  private final Timer waited;

  /**
   * Those of one engine.
   *
   * @param atOnce by end
   * @param queued by end
   */
  private record Meters(Timer engine, Timer[] atOnce, Timer[] queued) {
    static Meters of(String engine, MeterRegistry registry) {
      return new Meters(
          Timer.builder("orchagent.call.engine.duration").tag("engine", engine).register(registry),
          calls(engine, false, registry),
          calls(engine, true, registry));
    }

    private static Timer[] calls(String engine, boolean queued, MeterRegistry registry) {
      Timer[] timers = new Timer[End.values().length];
      for (End end : End.values()) {
        timers[end.ordinal()] =
            Timer.builder("orchagent.call.duration")
                .tags("engine", engine, "status", end.wire(), "queued", String.valueOf(queued))
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
      }
      return timers;
    }
  }

  CallMetrics(@All List<Engine> engines, MeterRegistry registry) {
    this.registry = registry;
    engines.forEach(engine -> this.engines.put(engine.name(), Meters.of(engine.name(), registry)));
    this.overhead =
        Timer.builder("orchagent.call.overhead.duration")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    this.waited =
        Timer.builder("orchagent.queue.wait.duration")
            .serviceLevelObjectives(BOUNDS)
            .register(registry);
    for (String reason : DeadRuns.REASONS) {
      registry.counter("orchagent.runs.reaped", "reason", reason);
    }
  }

  /**
   * A run's end is stored.
   *
   * @param nanos since its request was parsed, or since a queued one was started
   * @param engineNanos how much of that the engine had
   */
  void ended(String engine, boolean queued, EngineOutcome outcome, long nanos, long engineNanos) {
    Meters meters = engines.get(engine);
    if (meters == null) {
      throw new IllegalArgumentException(engine);
    }
    Timer[] calls = queued ? meters.queued : meters.atOnce;
    calls[outcome.end().ordinal()].record(nanos, TimeUnit.NANOSECONDS);
    meters.engine.record(outcome.execution());
    overhead.record(nanos - engineNanos, TimeUnit.NANOSECONDS);
  }

  /** How long a queued run waited for its start. */
  void waited(Duration time) {
    waited.record(time);
  }

  void reaped(String reason, int runs) {
    registry.counter("orchagent.runs.reaped", "reason", reason).increment(runs);
  }
}
