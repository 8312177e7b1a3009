package io.orchagent.calls;

import io.micrometer.core.instrument.MeterRegistry;
import io.orchagent.calls.engines.EngineOutcome;
import jakarta.inject.Singleton;

/** How many runs ended how, and how long agents' code ran. */
@Singleton
class CallMetrics {
  private final MeterRegistry registry;

  CallMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void ended(String engine, EngineOutcome outcome) {
    String status = outcome.end().wire();
    registry.counter("orchagent.calls", "engine", engine, "status", status).increment();
    registry.timer("orchagent.execution", "engine", engine).record(outcome.execution());
  }

  void reaped(String reason, int runs) {
    registry.counter("orchagent.runs.reaped", "reason", reason).increment(runs);
  }
}
