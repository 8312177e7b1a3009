package io.orchagent.usage;

import io.orchagent.calls.CallAdmission;
import io.orchagent.platform.persistence.SqlFailure;
import io.orchagent.workspaces.Plans;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Calls of paid agents in a day, which have a limit of their own instead of the ordinary quota.
 * Counted in the transaction of their row: whoever dies in between leaves no unit behind, and a
 * transaction more or less is none, since the price needs one. Asked right before the credits, so
 * that who waits for both waits for them in this order.
 */
@Singleton
@Priority(PaidCalls.BEFORE_CREDITS)
class PaidCalls implements CallAdmission {
  static final int BEFORE_CREDITS = -5;

  private static final Duration KEPT = Duration.ofDays(40);

  private final QuotaQueries queries;
  private final Plans plans;
  private final QuotaRefusals refusals;
  private final Clock clock;

  PaidCalls(QuotaQueries queries, Plans plans, QuotaRefusals refusals, Clock clock) {
    this.queries = queries;
    this.plans = plans;
    this.refusals = refusals;
    this.clock = clock;
  }

  @Override
  public Verdict reserve(Candidate call) {
    // What was queued has its unit since then
    if (!call.isPaid() || !call.countsQuota() || call.take() == Take.LEASE) {
      return new Admitted(Optional.empty(), null, () -> {});
    }
    if (!call.inTransaction()) {
      return new InTransaction();
    }
    OptionalLong limit = plans.of(call.workspaceId(), call.plan()).paidCallsPerDay();
    QuotaDay day = QuotaDay.of(call.now());
    if (queries.takePaid(call.workspaceId(), day, limit)) {
      return new Admitted(Optional.empty(), null, () -> undo(call, day));
    }
    refusals.paid();
    return new Refused(QuotaErrors.paidExhausted(limit.orElseThrow(), call.now(), day.end()));
  }

  /** A transaction that has failed gives the unit back by its end, and takes no statements. */
  private void undo(Candidate call, QuotaDay day) {
    try {
      queries.returnPaid(call.workspaceId(), day);
    } catch (SqlFailure ignored) {
      // It is rolled back as a whole
    }
  }

  @Scheduled(identity = "paid-call-days", cron = "0 40 2 * * ?", timeZone = "UTC")
  @RunOnVirtualThread
  void forgetOld() {
    queries.forgetPaidBefore(QuotaDay.of(clock.instant().minus(KEPT)));
  }
}
