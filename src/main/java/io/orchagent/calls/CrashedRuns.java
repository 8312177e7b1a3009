package io.orchagent.calls;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Who has to know of runs that ended without their server. */
@Singleton
class CrashedRuns {
  private final CallRepeats repeats;
  private final ScheduledEnds scheduled;

  CrashedRuns(CallRepeats repeats, ScheduledEnds scheduled) {
    this.repeats = repeats;
    this.scheduled = scheduled;
  }

  /** In the transaction that ends them. */
  void crashed(List<UUID> runs) {
    repeats.crashed(runs);
    scheduled.ended(runs);
  }
}
