package io.orchagent.billing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orchagent.platform.errors.ApiException;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** Refuses what cannot be paid or may not be spent, and how often that was. */
@Startup
@Singleton
class BillingRefusals {
  private final Counter credits;
  private final Counter budget;

  BillingRefusals(MeterRegistry registry) {
    this.credits = counter(registry, "credits");
    this.budget = counter(registry, "budget");
  }

  private static Counter counter(MeterRegistry registry, String reason) {
    return registry.counter("orchagent.billing.refusals", "reason", reason);
  }

  /** The workspace has less than the price. */
  ApiException credits(long cents, Standing standing) {
    credits.increment();
    return BillingErrors.insufficientCredits(cents, standing);
  }

  /** That budget is used up and stops calls. */
  ApiException budget(Budget exceeded) {
    budget.increment();
    return BudgetErrors.exceeded(exceeded);
  }
}
