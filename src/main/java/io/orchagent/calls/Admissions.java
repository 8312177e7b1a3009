package io.orchagent.calls;

import io.orchagent.calls.CallAdmission.Admitted;
import io.orchagent.calls.CallAdmission.Candidate;
import io.orchagent.calls.CallAdmission.Ended;
import io.orchagent.calls.CallAdmission.Guard;
import io.orchagent.calls.CallAdmission.InTransaction;
import io.orchagent.calls.CallAdmission.Price;
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
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All who may refuse a call, asked right before the start row of its run. Where that row is all
 * there is to write it is one statement, whose transaction is its own; what only PostgreSQL can
 * tell is asked in it.
 */
@Singleton
class Admissions {
  private static final Logger LOG = Logger.getLogger(Admissions.class);
  private static final int ATTEMPTS = 5;

  private final List<CallAdmission> admissions;
  private final RunRows rows;
  private final Clock clock;

  Admissions(@All List<CallAdmission> admissions, RunRows rows, Clock clock) {
    this.admissions = admissions;
    this.rows = rows;
    this.clock = clock;
  }

  /** A run that has taken what it takes. */
  interface Start {
    /** About when it started, by this server's clock until its row is written. */
    Instant at();

    Optional<QuotaView.Quota> quota();

    /**
     * Waits for its row.
     *
     * @throws io.orchagent.platform.errors.ApiException when there will be none: the run is refused
     */
    Started written();
  }

  /** A run whose row is written. */
  record Started(Instant at, Optional<QuotaView.Quota> quota) implements Start {
    @Override
    public Started written() {
      return this;
    }
  }

  /** A run whose row is on its way. */
  private record Starting(
      Instant at, Optional<QuotaView.Quota> quota, CompletableFuture<Started> row)
      implements Start {
    @Override
    public Started written() {
      try {
        return row.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException reason ? reason : e;
      }
    }
  }

  /** The row with which a run starts, or waits for its start. */
  interface StartRow {
    CallAdmission.Take take();

    /** Whether it has to be on disk before anything happens. */
    boolean durable();

    /** Whether it is all that is to be written. */
    default boolean alone() {
      return false;
    }

    /**
     * Writes it by a statement of its own, where it is {@link #alone()}.
     *
     * @return when; empty when a guard did not hold, and then nothing is written
     */
    default Optional<Instant> writeAlone(List<Guard> guards) {
      throw new IllegalStateException("there is more to write");
    }

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

  /** Ends an attempt of which nothing is to be kept. */
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

  /** A look at whether the agent may run, and whether it can be paid, which a free one need not. */
  void afford(UUID workspaceId, String agent, @Nullable Price price) {
    for (CallAdmission admission : admissions) {
      admission
          .barred(workspaceId, agent)
          .or(() -> price == null ? Optional.empty() : admission.afford(workspaceId, price))
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
    boolean alone = row.alone();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return Optional.of(alone ? alone(run, row, attempt) : inTransaction(run, row));
      } catch (OvertakenException e) {
        return Optional.empty();
      } catch (StoppedException stopped) {
        switch (stopped.verdict) {
          case Refused(var refusal) -> throw refusal;
          case Unready(var preparation) -> preparation.run();
          case InTransaction() -> alone = false;
          case Admitted ignored -> throw new IllegalStateException("not stopped");
        }
      }
    }
    throw Errors.unavailable("The quota could not be read right now; try again.");
  }

  /**
   * Takes what a run takes and has its row written beside what follows, for runs whose row is
   * {@link StartRow#alone()} and that can be stopped: the row says who died with a server, and that
   * is as true a moment later. When there will be no row after all, the run is stopped and refused.
   *
   * @param stop is called when there will be no row
   * @throws io.orchagent.platform.errors.ApiException when it was refused right away
   */
  Start startBeside(RunStart run, StartRow row, Runnable stop) {
    Candidate candidate = candidate(run, row, clock.instant(), false);
    Reserved reserved;
    try {
      reserved = reserve(candidate);
    } catch (StoppedException stopped) {
      // Whatever it is, the long way tells
      return start(run, row).orElseThrow();
    }
    CompletableFuture<Started> written =
        CompletableFuture.supplyAsync(
            () -> writtenOrAnew(run, row, candidate, reserved), Thread::startVirtualThread);
    var unused =
        written.whenComplete(
            (started, failure) -> {
              if (failure != null) {
                stop.run();
              }
            });
    return new Starting(candidate.now(), reserved.quota(), written);
  }

  private Started writtenOrAnew(
      RunStart run, StartRow row, Candidate candidate, Reserved reserved) {
    try {
      return write(run, row, candidate, reserved);
    } catch (StoppedException stopped) {
      reserved.prepareAnew();
      return start(run, row).orElseThrow();
    }
  }

  private Started alone(RunStart run, StartRow row, int attempt) {
    // The database's clock decides which day it is, but it need only be asked when it disagrees
    Instant now = attempt == 0 ? clock.instant() : rows.now();
    Candidate candidate = candidate(run, row, now, false);
    return write(run, row, candidate, reserve(candidate));
  }

  private Started write(RunStart run, StartRow row, Candidate candidate, Reserved reserved) {
    Optional<Instant> written;
    try {
      written = row.writeAlone(reserved.guards());
    } catch (RuntimeException e) {
      LOG.warnf("the start of run %s was not written: %s", run.id(), e.getMessage());
      if (e instanceof SqlFailure failure && !failure.outcomeUnknown()) {
        reserved.undo();
      } else {
        doubt(candidate);
      }
      throw Errors.unavailable("The run could not be started; try again.");
    }
    if (written.isEmpty()) {
      reserved.undo();
      throw new StoppedException(new Unready(reserved::prepareAnew));
    }
    return new Started(written.get(), reserved.quota());
  }

  private Started inTransaction(RunStart run, StartRow row) {
    AtomicReference<Candidate> taken = new AtomicReference<>();
    try {
      return QuarkusTransaction.requiringNew().call(() -> reserveAndWrite(run, row, taken));
    } catch (QuarkusTransactionException e) {
      LOG.warnf("the start of run %s was not committed: %s", run.id(), e.getMessage());
      if (taken.get() != null) {
        doubt(taken.get());
      }
      throw Errors.unavailable("The run could not be started; try again.");
    }
  }

  private Started reserveAndWrite(RunStart run, StartRow row, AtomicReference<Candidate> taken) {
    Instant now = rows.beginStart(row.durable());
    if (!row.claim()) {
      throw new OvertakenException();
    }
    Candidate candidate = candidate(run, row, now, true);
    Reserved reserved = reserve(candidate);
    try {
      if (!rows.hold(reserved.guards())) {
        throw new StoppedException(new Unready(reserved::prepareAnew));
      }
      taken.set(candidate);
      if (!row.write(now)) {
        throw new OvertakenException();
      }
      return new Started(now, reserved.quota());
    } catch (RuntimeException e) {
      reserved.undo();
      throw e;
    }
  }

  private static Candidate candidate(RunStart run, StartRow row, Instant now, boolean inside) {
    return new Candidate(
        run.id(),
        run.workspaceId(),
        run.principal().membership().plan(),
        run.release().org() + "/" + run.release().name(),
        run.countsQuota(),
        run.price(),
        row.take(),
        now,
        run.deadline(),
        inside);
  }

  private record Reserved(
      Optional<QuotaView.Quota> quota, List<Guard> guards, List<Runnable> undos) {
    void undo() {
      undos.forEach(Runnable::run);
    }

    void prepareAnew() {
      guards.forEach(guard -> guard.otherwise().run());
    }
  }

  private Reserved reserve(Candidate candidate) {
    Optional<QuotaView.Quota> quota = Optional.empty();
    List<Guard> guards = new ArrayList<>();
    List<Runnable> undos = new ArrayList<>();
    for (CallAdmission admission : admissions) {
      Verdict verdict = admission.reserve(candidate);
      if (!(verdict instanceof Admitted(var known, var guard, var undo))) {
        undos.forEach(Runnable::run);
        throw new StoppedException(verdict);
      }
      undos.add(undo);
      quota = quota.or(() -> known);
      if (guard != null) {
        guards.add(guard);
      }
    }
    return new Reserved(quota, guards, undos);
  }

  private void doubt(Candidate candidate) {
    admissions.forEach(admission -> admission.doubt(candidate));
  }

  /** The run is over; outside of transactions. What is returned waits for it. */
  Runnable leave(Ended run) {
    List<Runnable> leaving = admissions.stream().map(admission -> admission.leave(run)).toList();
    return () -> leaving.forEach(Runnable::run);
  }

  /** Its end is written too. */
  void left(Ended run) {
    admissions.forEach(admission -> admission.left(run));
  }

  void release(Ended run) {
    admissions.forEach(admission -> admission.release(run));
  }

  /** In the transaction that ends a queued run, before its row is touched. */
  void giveBack(Ended run) {
    admissions.forEach(admission -> admission.giveBack(run));
  }
}
