package io.orchagent.calls;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.redis.Signals;
import io.orchagent.platform.work.WorkItems;
import io.orchagent.workspaces.Plans;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;

/** Queues runs in the transaction in which their schedules are claimed. */
@Singleton
public class FiredCalls {
  private static final int ATTEMPTS = 5;

  private final List<CallAdmission> admissions;
  private final RunRows runs;
  private final FiredRows rows;
  private final WorkItems items;
  private final Plans plans;
  private final Signals signals;

  FiredCalls(
      @All List<CallAdmission> admissions,
      RunRows runs,
      FiredRows rows,
      WorkItems items,
      Plans plans,
      Signals signals) {
    this.admissions = admissions;
    this.runs = runs;
    this.rows = rows;
    this.items = items;
    this.plans = plans;
    this.signals = signals;
  }

  /**
   * Does the work in one transaction, more than once when the quota's counts have to be made anew
   * first. When this returns, what it queued will run, whatever happens to this server.
   */
  public <T> T inOne(Function<FiredBatch, T> work) {
    boolean strict = false;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      FiredBatch batch = new FiredBatch(admissions, runs, rows, items, plans, strict);
      try {
        T result = inOne(batch, work);
        if (batch.queuedAny()) {
          signals.send(CallQueue.NAME, "schedules");
        }
        return result;
      } catch (FiredBatch.UnreadyException e) {
        e.prepare();
      } catch (FiredBatch.CrowdedException e) {
        strict = true;
      }
    }
    throw Errors.unavailable("The quota could not be read right now; try again.");
  }

  private static <T> T inOne(FiredBatch batch, Function<FiredBatch, T> work) {
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () -> {
                try {
                  T result = work.apply(batch);
                  batch.enqueue();
                  return result;
                } catch (RuntimeException e) {
                  batch.undo();
                  throw e;
                }
              });
    } catch (QuarkusTransactionException e) {
      batch.doubt();
      throw e;
    }
  }
}
