package io.orchagent.services.ingress;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** How many requests went to services, how long they took, and which did not get there. */
@Singleton
class IngressMetrics {
  private final MeterRegistry registry;

  IngressMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * @param status of the answer's head; a WebSocket has 101
   */
  void ended(int status, long nanos) {
    registry
        .timer("orchagent.ingress.requests", "status", status / 100 + "xx")
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Answered by the server in the service's place. */
  void refused(String code) {
    registry.counter("orchagent.ingress.refused", "code", code).increment();
  }
}
