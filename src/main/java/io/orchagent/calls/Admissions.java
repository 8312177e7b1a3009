package io.orchagent.calls;

import io.orchagent.calls.CallAdmission.Admitted;
import io.orchagent.calls.CallAdmission.Candidate;
import io.orchagent.calls.CallAdmission.Ended;
import io.orchagent.calls.CallAdmission.Refused;
import io.orchagent.calls.CallAdmission.Unready;
import io.orchagent.calls.CallAdmission.Verdict;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.QuotaView;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** All who may refuse a call, asked in one transaction with the start row of its run. */
@Singleton
class Admissions {
  private static final Logger LOG = Logger.getLogger(Admissions.class);
  private static final int ATTEMPTS = 5;

  private final List<CallAdmission> admissions;
  private final RunRows rows;

  Admissions(@All List<CallAdmission> admissions, RunRows rows) {
    this.admissions = admissions;
    this.rows = rows;
  }

  /** A run whose row is written. */
  record Started(Instant at, Optional<QuotaView.Quota> quota) {}

  /** The row with which a run starts, or waits for its start. */
  interface StartRow {
    CallAdmission.Take take();

    /** Whether it has to be on disk before anything happens. */
    boolean durable();

    /**
     * Comes before anything is taken, so that of those that ask for the same thing at once all but
     * one take nothing from their neighbours.
     *
     * @return false when somebody else was faster: then nothing of the transaction is kept
     */
    default boolean claim() {
      return true;
    }

    /**
     * Writes it.
     *
     * @return false when somebody else was faster: then nothing of the transaction is kept
     */
    boolean write(Instant now);
  }

  /** Ends a transaction of which nothing is to be kept. */
  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;

    StoppedException(Verdict verdict) {
      super("not admitted", null, false, false);
      this.verdict = verdict;
    }
  }

  /** Ends a transaction whose row nobody wants. */
  private static final class OvertakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OvertakenException() {
      super("somebody else was faster", null, false, false);
    }
  }

  /** A look that consumes nothing. */
  void check(UUID workspaceId, String plan, Optional<QuotaView.Quota> seen) {
    for (CallAdmission admission : admissions) {
      admission
          .check(workspaceId, plan, seen)
          .ifPresent(
              refusal -> {
                throw refusal;
              });
    }
  }

  /**
   * Takes what a run takes and writes its row, both or neither.
   *
   * @return empty when somebody else was faster
   */
  Optional<Started> start(RunStart run, StartRow row) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return Optional.of(attempt(run, row));
      } catch (OvertakenException e) {
        return Optional.empty();
      } catch (StoppedException stopped) {
        switch (stopped.verdict) {
          case Refused(var refusal) -> throw refusal;
          case Unready(var preparation) -> preparation.run();
          case Admitted ignored -> throw new IllegalStateException("not stopped");
        }
      }
    }
    throw Errors.unavailable("The quota could not be read right now; try again.");
  }

  private Started attempt(RunStart run, StartRow row) {
    try {
      return QuarkusTransaction.requiringNew().call(() -> reserveAndWrite(run, row));
    } catch (QuarkusTransactionException e) {
      LOG.warnf("the start of run %s was not committed: %s", run.id(), e.getMessage());
      throw Errors.unavailable("The run could not be started; try again.");
    }
  }

  private Started reserveAndWrite(RunStart run, StartRow row) {
    Instant now = rows.beginStart(row.durable());
    if (!row.claim()) {
      throw new OvertakenException();
    }
    Candidate candidate =
        new Candidate(
            run.id(),
            run.workspaceId(),
            run.principal().membership().plan(),
            true,
            row.take(),
            now,
            run.deadline());
    Started reserved = reserve(candidate);
    try {
      if (!row.write(now)) {
        throw new OvertakenException();
      }
      return reserved;
    } catch (RuntimeException e) {
      // Nothing is committed. When the commit itself fails nobody knows: then the unit stays taken
      // until the next rebuild of the count.
      admissions.forEach(admission -> admission.undo(candidate));
      throw e;
    }
  }

  private Started reserve(Candidate candidate) {
    Optional<QuotaView.Quota> quota = Optional.empty();
    for (int i = 0; i < admissions.size(); i++) {
      Verdict verdict = admissions.get(i).reserve(candidate);
      if (!(verdict instanceof Admitted(var known))) {
        admissions.subList(0, i).forEach(earlier -> earlier.undo(candidate));
        throw new StoppedException(verdict);
      }
      quota = quota.or(() -> known);
    }
    return new Started(candidate.now(), quota);
  }

  /** In the transaction of the run's final row. */
  void settle(Ended run) {
    admissions.forEach(admission -> admission.settle(run));
  }

  void release(Ended run) {
    admissions.forEach(admission -> admission.release(run));
  }

  /** In the transaction that ends a queued run, before its row is touched. */
  void giveBack(Ended run) {
    admissions.forEach(admission -> admission.giveBack(run));
  }
}
