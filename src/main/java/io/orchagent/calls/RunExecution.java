package io.orchagent.calls;

import io.orchagent.calls.Admissions.Started;
import io.orchagent.calls.CallAdmission.Ended;
import io.orchagent.calls.engines.Engine;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.calls.engines.EngineOutcome.End;
import io.orchagent.calls.engines.EngineTask;
import io.orchagent.calls.engines.EngineUnavailable;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.sandbox.CancelSignal;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** A run between its start row and its final row. */
@Singleton
class RunExecution {
  private static final Logger LOG = Logger.getLogger(RunExecution.class);

  /** How often the end is written before it is given up, with pauses of 0.2 to 1.6 seconds. */
  private static final int WRITES = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private final RunRows rows;
  private final Admissions admissions;
  private final RunEnvironment environment;
  private final CallChecks checks;
  private final RunsUnderWay underWay;
  private final ServerInstance server;
  private final CallMetrics metrics;

  RunExecution(
      RunRows rows,
      Admissions admissions,
      RunEnvironment environment,
      CallChecks checks,
      RunsUnderWay underWay,
      ServerInstance server,
      CallMetrics metrics) {
    this.rows = rows;
    this.admissions = admissions;
    this.environment = environment;
    this.checks = checks;
    this.underWay = underWay;
    this.server = server;
    this.metrics = metrics;
  }

  /** A run that may go. */
  record Admitted(
      RunStart run, Started started, CallInput input, @Nullable Path bundle, CancelSignal cancel) {}

  UUID serverId() {
    return server.id();
  }

  CancelSignal enter(UUID run) {
    return underWay.enter(run);
  }

  void leave(UUID run) {
    underWay.leave(run);
  }

  CallAnswer run(Admitted admitted, Engine engine, long arrived) {
    RunStart run = admitted.run();
    long began = System.nanoTime();
    MDC.put("run_id", run.id().toString());
    try {
      Result result = execute(admitted, engine);
      Instant completed = admitted.started().at().plusNanos(System.nanoTime() - began);
      RunEnd end = RunEnd.of(result.outcome(), completed, result.ran());
      EngineOutcome outcome = stored(admitted, end, result.outcome());
      if (!result.ran()) {
        admissions.release(ended(run, admitted.started().at(), true));
      }
      metrics.ended(engine.name(), outcome);
      return new CallAnswer(
          run.id(),
          run.release(),
          outcome,
          result.ran() ? admitted.started().quota() : Optional.empty(),
          Duration.ofNanos(System.nanoTime() - arrived));
    } finally {
      MDC.remove("run_id");
    }
  }

  /**
   * What came of it.
   *
   * @param ran false when this server turned out to be unable to run anything
   */
  private record Result(EngineOutcome outcome, boolean ran) {}

  private Result execute(Admitted admitted, Engine engine) {
    RunStart run = admitted.run();
    EngineTask task =
        new EngineTask(
            run.id(),
            run.workspaceId(),
            run.release().runtimeCommand(),
            run.release().entrypoint(),
            admitted.bundle(),
            environment.of(run),
            admitted.input().bytes(),
            admitted.input().files().stream()
                .map(file -> new EngineTask.File(file.name(), file.content()))
                .toList(),
            run.deadline(),
            admitted.cancel(),
            SecretMask.NONE);
    try {
      EngineOutcome outcome = checks.output(run.release(), engine.run(task)).masked(task.mask());
      return new Result(stoppedByUs(outcome), true);
    } catch (EngineUnavailable e) {
      ApiException reason = Errors.unavailable(String.valueOf(e.getMessage()));
      return new Result(nothing(End.FAILED, reason), false);
    } catch (InterruptedException e) {
      // The flag stays down: the end still has to be written, and with it the thread's work is done
      return new Result(nothing(End.CANCELLED, CallErrors.stopping()), true);
    } catch (RuntimeException e) {
      LOG.errorf(e, "the engine %s failed", engine.name());
      return new Result(nothing(End.FAILED, Errors.internal(e)), true);
    }
  }

  /** What was cancelled because this server stops is worth another try. */
  private EngineOutcome stoppedByUs(EngineOutcome outcome) {
    if (outcome.end() != End.CANCELLED || !underWay.stopping()) {
      return outcome;
    }
    return new EngineOutcome(
        End.CANCELLED,
        null,
        CallErrors.stopping(),
        List.of(),
        outcome.stdout(),
        outcome.stderr(),
        outcome.exitCode(),
        outcome.execution());
  }

  private static EngineOutcome nothing(End end, ApiException reason) {
    return new EngineOutcome(end, null, reason, List.of(), "", "", null, Duration.ZERO);
  }

  /** Writes the end; what can't be written is not acknowledged. */
  private EngineOutcome stored(Admitted admitted, RunEnd end, EngineOutcome outcome) {
    RunStart run = admitted.run();
    for (int write = 1; ; write++) {
      try {
        return finish(admitted, end) ? outcome : outcome.refused(CallErrors.endedElsewhere());
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

  private boolean finish(Admitted admitted, RunEnd end) {
    RunStart run = admitted.run();
    Instant startedAt = admitted.started().at();
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              boolean written = rows.finish(run, startedAt, end);
              if (written && end.countsQuota()) {
                admissions.settle(ended(run, startedAt, true));
              }
              return written;
            });
  }

  private static Ended ended(RunStart run, Instant startedAt, boolean countsQuota) {
    return new Ended(run.id(), run.workspaceId(), countsQuota, startedAt);
  }
}
