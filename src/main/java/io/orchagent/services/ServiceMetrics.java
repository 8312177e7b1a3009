package io.orchagent.services;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** How often instances of services ended that nobody wanted to end. */
@Startup
@Singleton
class ServiceMetrics {
  private final Counter restarts;
  private final Counter crashLoops;

  ServiceMetrics(MeterRegistry registry) {
    this.restarts = registry.counter("orchagent.service.restarts");
    this.crashLoops = registry.counter("orchagent.service.crash_loops");
  }

  /** Another one is started in its place. */
  void restarted() {
    restarts.increment();
  }

  /** There were too many in a row: the service is paused. */
  void crashLoop() {
    crashLoops.increment();
  }
}
