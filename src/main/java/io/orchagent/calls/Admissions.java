package io.orchagent.calls;

import io.orchagent.calls.CallAdmission.Admitted;
import io.orchagent.calls.CallAdmission.Candidate;
import io.orchagent.calls.CallAdmission.Ended;
import io.orchagent.calls.CallAdmission.Refused;
import io.orchagent.calls.CallAdmission.Unready;
import io.orchagent.calls.CallAdmission.Verdict;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.QuotaView;
import io.orchagent.platform.persistence.SqlFailure;
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

  /** A run whose start row is written. */
  record Started(Instant at, Optional<QuotaView.Quota> quota) {}

  private sealed interface Attempt {
    record Begun(Started started) implements Attempt {}

    record Stopped(Verdict verdict) implements Attempt {}
  }

  /** A look that consumes nothing. */
  void check(UUID workspaceId, String plan) {
    for (CallAdmission admission : admissions) {
      admission
          .check(workspaceId, plan)
          .ifPresent(
              refusal -> {
                throw refusal;
              });
    }
  }

  /** Takes what a run takes and writes its start row, both or neither. */
  Started start(RunStart run) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      switch (attempt(run)) {
        case Attempt.Begun(Started started) -> {
          return started;
        }
        case Attempt.Stopped(Refused(var refusal)) -> throw refusal;
        case Attempt.Stopped(Unready(var preparation)) -> preparation.run();
        case Attempt.Stopped(Admitted ignored) -> throw new IllegalStateException("not stopped");
      }
    }
    throw Errors.unavailable("The quota could not be read right now; try again.");
  }

  private Attempt attempt(RunStart run) {
    try {
      return QuarkusTransaction.requiringNew().call(() -> reserveAndWrite(run));
    } catch (QuarkusTransactionException e) {
      LOG.warnf("the start of run %s was not committed: %s", run.id(), e.getMessage());
      throw Errors.unavailable("The run could not be started; try again.");
    }
  }

  private Attempt reserveAndWrite(RunStart run) {
    Instant now = rows.beginStart();
    Ended nothing = new Ended(run.id(), run.workspaceId(), true, now);
    try {
      Attempt reserved = reserve(run, now);
      if (reserved instanceof Attempt.Begun) {
        rows.insertStart(run, now);
      }
      return reserved;
    } catch (SqlFailure e) {
      // A statement failed, so nothing is committed. When the commit itself fails nobody knows:
      // then the unit stays taken until the next rebuild of the count.
      release(nothing);
      throw e;
    }
  }

  private Attempt reserve(RunStart run, Instant now) {
    Candidate candidate =
        new Candidate(
            run.id(),
            run.workspaceId(),
            run.principal().membership().plan(),
            true,
            now,
            run.deadline());
    Optional<QuotaView.Quota> quota = Optional.empty();
    for (int i = 0; i < admissions.size(); i++) {
      Verdict verdict = admissions.get(i).reserve(candidate);
      if (!(verdict instanceof Admitted(var known))) {
        Ended nothing = new Ended(run.id(), run.workspaceId(), true, now);
        admissions.subList(0, i).forEach(earlier -> earlier.release(nothing));
        return new Attempt.Stopped(verdict);
      }
      quota = quota.or(() -> known);
    }
    return new Attempt.Begun(new Started(now, quota));
  }

  /** In the transaction of the run's final row. */
  void settle(Ended run) {
    admissions.forEach(admission -> admission.settle(run));
  }

  void release(Ended run) {
    admissions.forEach(admission -> admission.release(run));
  }
}
