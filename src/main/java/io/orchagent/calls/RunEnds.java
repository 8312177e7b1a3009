package io.orchagent.calls;

import io.orchagent.calls.CallAdmission.Ended;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.calls.engines.RunTrace;
import io.orchagent.calls.traces.Traces;
import io.orchagent.platform.redaction.SecretMask;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** The end of a run: its final row, and all that is written with it. */
@Singleton
class RunEnds {
  private static final Logger LOG = Logger.getLogger(RunEnds.class);

  /** How often the end is written before it is given up, with pauses of 0.2 to 1.6 seconds. */
  private static final int WRITES = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private final RunRows rows;
  private final Admissions admissions;
  private final CallRepeats repeats;
  private final Traces traces;
  private final ChildRuns children;
  private final ScheduledEnds scheduled;

  RunEnds(
      RunRows rows,
      Admissions admissions,
      CallRepeats repeats,
      Traces traces,
      ChildRuns children,
      ScheduledEnds scheduled) {
    this.rows = rows;
    this.admissions = admissions;
    this.repeats = repeats;
    this.traces = traces;
    this.children = children;
    this.scheduled = scheduled;
  }

  /**
   * What a run that starts now does is noted here, and what is left of it is written with its end.
   */
  RunTrace trace(RunStart run, SecretMask mask, Instant startedAt) {
    return traces.begin(run.workspaceId(), run.id(), run.release(), mask, startedAt);
  }

  /** Whether the run has had another agent run. */
  boolean calledOthers(RunStart run) {
    return children.any(run.id());
  }

  /** Writes the end; what can't be written is not acknowledged. What it called ends with it. */
  EngineOutcome store(RunStart run, Instant startedAt, RunEnd end, EngineOutcome outcome) {
    try {
      return stored(run, startedAt, end, outcome);
    } finally {
      children.parentEnded(run);
    }
  }

  private EngineOutcome stored(RunStart run, Instant startedAt, RunEnd end, EngineOutcome outcome) {
    Instant accepted = run.acceptedAt() == null ? startedAt : run.acceptedAt();
    Ended ended =
        new Ended(run.id(), run.workspaceId(), run.countsQuota(), run.price() != null, accepted);
    if (!end.countsQuota()) {
      EngineOutcome known = written(run, startedAt, end, outcome);
      if (known == outcome) {
        admissions.release(ended);
      } else {
        admissions.leave(ended).run();
      }
      return known;
    }
    // Beside the write, which waits for the disk; but before the answer, or the caller's next call
    // could find its own place taken
    Runnable leaving = admissions.leave(ended);
    try {
      return written(run, startedAt, end, outcome);
    } finally {
      leaving.run();
      admissions.left(ended);
    }
  }

  private EngineOutcome written(
      RunStart run, Instant startedAt, RunEnd end, EngineOutcome outcome) {
    for (int write = 1; ; write++) {
      try {
        return finish(run, startedAt, end, outcome)
            ? outcome
            : outcome.refused(CallErrors.endedElsewhere());
      } catch (RuntimeException e) {
        LOG.warnf("the end of run %s was not written: %s", run.id(), e.getMessage());
        if (write == WRITES || !paused(FIRST_PAUSE.multipliedBy(1L << (write - 1)))) {
          return outcome.refused(CallErrors.notWritten());
        }
      }
    }
  }

  private static boolean paused(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean finish(RunStart run, Instant startedAt, RunEnd end, EngineOutcome outcome) {
    if (run.key() == null && run.origin().schedule() == null) {
      // One statement is its own transaction, and one round trip
      return rows.finish(run, startedAt, end);
    }
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              boolean written = rows.finish(run, startedAt, end);
              if (written) {
                repeats.ended(run, outcome, end.countsQuota());
                scheduled.ended(run.origin(), run.id());
              }
              return written;
            });
  }
}
