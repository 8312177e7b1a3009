package io.orchagent.services.ingress;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** How many requests went to services, how long they took, and which did not get there. */
@Startup
@Singleton
class IngressMetrics {
  private static final int CLASSES = 5;

  private final MeterRegistry registry;

  /** By hundreds of the status, from 1 on; what is out of range counts as the last. */
  private final Timer[] requests = new Timer[CLASSES + 1];

  private final ConcurrentMap<String, Counter> refusals = new ConcurrentHashMap<>();

  IngressMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (int hundreds = 1; hundreds <= CLASSES; hundreds++) {
      requests[hundreds] =
          registry.timer("orchagent.ingress.request.duration", "status", hundreds + "xx");
    }
    requests[0] = requests[CLASSES];
  }

  /**
   * @param status of the answer's head; a WebSocket has 101
   */
  void ended(int status, long nanos) {
    int hundreds = status / 100;
    requests[hundreds >= 1 && hundreds <= CLASSES ? hundreds : 0].record(
        nanos, TimeUnit.NANOSECONDS);
  }

  /** Answered by the server in the service's place. */
  void refused(String code) {
    refusals
        .computeIfAbsent(code, any -> registry.counter("orchagent.ingress.refusals", "code", any))
        .increment();
  }
}
