package io.orchagent.calls;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.work.WorkItems;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Queued runs that end without a start: as if they had never been counted. */
@Singleton
class QueuedEnds {
  private final Admissions admissions;
  private final QueuedRows rows;
  private final QueuedInputs inputs;
  private final WorkItems items;
  private final ScheduledEnds scheduled;

  QueuedEnds(
      Admissions admissions,
      QueuedRows rows,
      QueuedInputs inputs,
      WorkItems items,
      ScheduledEnds scheduled) {
    this.admissions = admissions;
    this.rows = rows;
    this.inputs = inputs;
    this.items = items;
    this.scheduled = scheduled;
  }

  /**
   * Ends it, with whatever else belongs to that.
   *
   * @param status of the run
   * @param with is done in the same transaction
   * @return false when it does not wait any more: then nothing is done
   */
  boolean end(UUID run, String status, ApiException reason, Runnable with) {
    List<String> files = new ArrayList<>();
    boolean ended =
        QuarkusTransaction.requiringNew().call(() -> ended(run, status, reason, files, with));
    inputs.discard(files);
    return ended;
  }

  private boolean ended(
      UUID run, String status, ApiException reason, List<String> files, Runnable with) {
    // The schedule, the lock of the count, the row: everywhere in this order
    scheduled.ending(run);
    rows.accepted(run).ifPresent(admissions::giveBack);
    if (!rows.end(run, status, reason.code(), reason.publicMessage())) {
      return false;
    }
    items.withdraw(run);
    files.addAll(inputs.forget(run));
    with.run();
    scheduled.ended(List.of(run));
    return true;
  }
}
