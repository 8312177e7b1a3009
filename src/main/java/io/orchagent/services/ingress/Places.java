package io.orchagent.services.ingress;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** How much is under way, so that one service does not take all that the server has. */
@Singleton
class Places {
  private final int limit;
  private final ConcurrentMap<UUID, Integer> taken = new ConcurrentHashMap<>();
  private final AtomicInteger all;

  Places(IngressConfig config, MeterRegistry registry) {
    this.limit = config.maxInFlight();
    this.all = registry.gauge("orchagent.ingress.in_flight", new AtomicInteger());
  }

  int limit() {
    return limit;
  }

  /** Whether there was one; whoever got it gives it back. */
  boolean take(UUID serviceId) {
    boolean[] got = {false};
    taken.compute(
        serviceId,
        (id, before) -> {
          int count = before == null ? 0 : before;
          got[0] = count < limit;
          return got[0] ? Integer.valueOf(count + 1) : before;
        });
    if (got[0]) {
      all.incrementAndGet();
    }
    return got[0];
  }

  /** Gives a place back that was taken, once, however often it is run. */
  Runnable held(UUID serviceId) {
    AtomicBoolean held = new AtomicBoolean(true);
    return () -> {
      if (held.getAndSet(false)) {
        giveBack(serviceId);
      }
    };
  }

  private void giveBack(UUID serviceId) {
    taken.computeIfPresent(serviceId, (id, count) -> count == 1 ? null : count - 1);
    all.decrementAndGet();
  }
}
