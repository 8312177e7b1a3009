package io.orchagent.calls;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.orchagent.calls.engines.EngineOutcome;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** How many runs ended how, and how long agents' code ran. */
@Singleton
class CallMetrics {
  private final MeterRegistry registry;
  private final Timer own;

  CallMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.own =
        Timer.builder("orchagent.calls.own").publishPercentiles(0.5, 0.99).register(registry);
  }

  void ended(String engine, EngineOutcome outcome) {
    String status = outcome.end().wire();
    registry.counter("orchagent.calls", "engine", engine, "status", status).increment();
    registry.timer("orchagent.execution", "engine", engine).record(outcome.execution());
  }

  /**
   * The server's own part of a call: all but the engine, from the parsed request to the stored end.
   */
  void own(long nanos) {
    own.record(nanos, TimeUnit.NANOSECONDS);
  }

  void reaped(String reason, int runs) {
    registry.counter("orchagent.runs.reaped", "reason", reason).increment(runs);
  }
}
