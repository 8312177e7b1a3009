package io.orchagent.usage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** How many calls quotas have refused. */
@Startup
@Singleton
class QuotaRefusals {
  private final Counter day;
  private final Counter concurrent;
  private final Counter paid;

  QuotaRefusals(MeterRegistry registry) {
    this.day = counter(registry, "day");
    this.concurrent = counter(registry, "concurrent");
    this.paid = counter(registry, "paid");
  }

  private static Counter counter(MeterRegistry registry, String reason) {
    return registry.counter("orchagent.quota.refusals", "reason", reason);
  }

  /** Those of the day are used up. */
  void day(int calls) {
    day.increment(calls);
  }

  /** Too many go on at one time. */
  void concurrent() {
    concurrent.increment();
  }

  /** The day's calls of paid agents are used up. */
  void paid() {
    paid.increment();
  }
}
