package io.orchagent.platform.outbound;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orchagent.platform.outbound.Refusal.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** How often sandboxes went out, and what was refused to them. */
final class EgressMetrics {
  private final Counter connections;
  private final Map<Reason, Counter> refusals = new EnumMap<>(Reason.class);

  EgressMetrics(MeterRegistry registry) {
    this.connections = registry.counter("orchagent.egress.connections");
    for (Reason reason : Reason.values()) {
      refusals.put(reason, registry.counter("orchagent.egress.refusals", "reason", reason.wire()));
    }
  }

  void connected() {
    connections.increment();
  }

  void refused(Reason reason) {
    Objects.requireNonNull(refusals.get(reason)).increment();
  }
}
