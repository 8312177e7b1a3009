package io.orchagent.usage;

import io.orchagent.workspaces.PlanLimits;
import io.orchagent.workspaces.Plans;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.UUID;

/** What the quota has counted today. */
@Singleton
public class CallsToday {
  private final QuotaCount counts;
  private final QuotaQueries queries;
  private final Plans plans;
  private final Clock clock;

  CallsToday(QuotaCount counts, QuotaQueries queries, Plans plans, Clock clock) {
    this.counts = counts;
    this.queries = queries;
    this.plans = plans;
    this.clock = clock;
  }

  /**
   * The units of a UTC day.
   *
   * @param limit empty when the plan has none
   */
  public record Today(long calls, OptionalLong limit) {
    /** What is left; empty without a limit. */
    public OptionalLong remaining() {
      return limit.isEmpty() ? limit : OptionalLong.of(Math.max(0, limit.getAsLong() - calls));
    }
  }

  public Today of(UUID workspaceId, String plan) {
    PlanLimits limits = plans.of(workspaceId, plan);
    QuotaDay day = QuotaDay.of(clock.instant());
    long calls = counts.look(workspaceId, day).orElseGet(() -> queries.count(workspaceId, day));
    return new Today(calls, limits.callsPerDay());
  }
}
