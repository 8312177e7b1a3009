package io.orchagent.calls;

import io.orchagent.agents.PackageMounts;
import io.orchagent.calls.Admissions.Start;
import io.orchagent.calls.Admissions.StartRow;
import io.orchagent.calls.engines.Engine;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.calls.engines.EngineOutcome.End;
import io.orchagent.calls.engines.EngineTask;
import io.orchagent.calls.engines.EngineUnavailable;
import io.orchagent.calls.engines.ModelTask;
import io.orchagent.calls.engines.TraceEvent;
import io.orchagent.calls.models.GivenSecrets;
import io.orchagent.calls.models.ModelChoice;
import io.orchagent.calls.skills.SkillChoice;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.files.FolderLease;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.platform.telemetry.Place;
import io.orchagent.sandbox.CancelSignal;
import io.orchagent.sandbox.SandboxSpec.Mount;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A run between its start row and its final row. */
@Singleton
class RunExecution {
  private static final Logger LOG = Logger.getLogger(RunExecution.class);

  private final RunStarts starts;
  private final RunEnds ends;
  private final RunEnvironment environment;
  private final CallChecks checks;
  private final RunsUnderWay underWay;
  private final RunSpans spans;
  private final CallMetrics metrics;

  RunExecution(
      RunStarts starts,
      RunEnds ends,
      RunEnvironment environment,
      CallChecks checks,
      RunsUnderWay underWay,
      RunSpans spans,
      CallMetrics metrics) {
    this.starts = starts;
    this.ends = ends;
    this.environment = environment;
    this.checks = checks;
    this.underWay = underWay;
    this.spans = spans;
    this.metrics = metrics;
  }

  /**
   * A run that may go.
   *
   * @param started its row may still be on its way
   */
  record Admitted(
      RunStart run,
      Start started,
      CallInput input,
      @Nullable FolderLease bundle,
      GivenSecrets secrets,
      @Nullable ModelChoice models,
      SkillChoice skills,
      CancelSignal cancel,
      RunFollower follower) {}

  UUID serverId() {
    return starts.serverId();
  }

  /** The row of a run that starts at once. */
  StartRow startRow(RunStart run) {
    return starts.row(run);
  }

  CancelSignal enter(UUID run) {
    return underWay.enter(run);
  }

  void leave(UUID run, CancelSignal signal) {
    underWay.leave(run, signal);
  }

  CallAnswer run(Admitted admitted, Engine engine, long arrived) {
    RunStart run = admitted.run();
    long began = System.nanoTime();
    Optional<Place> place = spans.entered(run);
    try {
      admitted.follower().started(admitted);
      Result result = execute(admitted, engine);
      Instant startedAt = admitted.started().written().at();
      Instant completed = startedAt.plusNanos(System.nanoTime() - began);
      RunEnd end = RunEnd.of(result.outcome(), completed, result.ran(), result.trace());
      EngineOutcome outcome = ends.store(run, startedAt, end, result.outcome());
      place.ifPresent(known -> spans.ran(run, known, engine, outcome, began));
      measured(run, startedAt, engine, outcome, System.nanoTime() - arrived, result.engineNanos());
      return new CallAnswer(
          run.id(),
          run.release(),
          outcome,
          result.ran() ? admitted.started().quota() : Optional.empty(),
          Duration.ofNanos(System.nanoTime() - arrived));
    } finally {
      underWay.ended(run.workspaceId());
      spans.left(run);
    }
  }

  private void measured(
      RunStart run, Instant at, Engine engine, EngineOutcome outcome, long nanos, long inEngine) {
    Instant accepted = run.acceptedAt();
    metrics.ended(engine.name(), accepted != null, outcome, nanos, inEngine);
    if (accepted != null) {
      metrics.waited(Duration.between(accepted, at));
    }
  }

  /**
   * What came of it.
   *
   * @param engineNanos how long the engine had it
   * @param ran false when this server turned out to be unable to run anything
   * @param trace what is not stored of it yet
   */
  private record Result(
      EngineOutcome outcome, long engineNanos, boolean ran, List<TraceEvent> trace) {
    static Result of(EngineOutcome outcome, long nanos, @Nullable EngineTask task) {
      if (task == null || task.models() == null) {
        return new Result(outcome, nanos, true, List.of());
      }
      ApiException failure = outcome.failure();
      if (failure != null) {
        task.trace().failed(failure.code(), failure.publicMessage());
      }
      return new Result(outcome, nanos, true, task.trace().rest());
    }
  }

  private EngineTask task(Admitted admitted, List<Mount> mounts) {
    RunStart run = admitted.run();
    GivenSecrets.Opened secrets = admitted.secrets().open();
    CallInput input = admitted.input();
    ModelTask models =
        admitted.models() == null
            ? null
            : admitted.models().open(input.tree(), input.text(), admitted.skills());
    RunKeys.Issued key = starts.key(run);
    List<String> hidden = new ArrayList<>(secrets.hidden());
    if (key != null) {
      hidden.add(key.secret());
    }
    SecretMask mask = mask(hidden, models);
    return new EngineTask(
        run.id(),
        run.workspaceId(),
        run.release().runtimeCommand(),
        run.release().entrypoint(),
        admitted.bundle() == null ? null : admitted.bundle().folder(),
        environment.of(run, secrets.environment(), key),
        input.bytes(),
        input.files().stream()
            .map(file -> new EngineTask.File(file.name(), file.content()))
            .toList(),
        run.deadline(),
        admitted.cancel(),
        mask,
        environment.egress(run, mask),
        mounts,
        models,
        admitted.follower().listener(mask),
        run.chain().depth(),
        run.chain().strict(),
        ends.trace(run, mask, admitted.started().at()),
        () -> ends.calledOthers(run),
        models == null ? admitted.skills().files() : List.of());
  }

  private static SecretMask mask(Collection<String> secrets, @Nullable ModelTask models) {
    if (models == null) {
      return SecretMask.of(secrets);
    }
    List<String> hidden = new ArrayList<>(secrets);
    hidden.addAll(models.keys());
    return SecretMask.of(hidden);
  }

  private Result execute(Admitted admitted, Engine engine) {
    RunStart run = admitted.run();
    long began = System.nanoTime();
    EngineTask task = null;
    try (PackageMounts packages = environment.mounts(run)) {
      task = task(admitted, packages.list());
      EngineOutcome ran = engine.run(task);
      long took = System.nanoTime() - began;
      EngineOutcome outcome =
          checks
              .output(run.release(), ran)
              .masked(task.mask())
              .warned(admitted.skills().warnings());
      return Result.of(stoppedByUs(outcome), took, task);
    } catch (EngineUnavailable e) {
      ApiException reason = Errors.unavailable(String.valueOf(e.getMessage()));
      return new Result(nothing(End.FAILED, reason), 0, false, List.of());
    } catch (InterruptedException e) {
      // The flag stays down: the end still has to be written, and with it the thread's work is done
      EngineOutcome outcome = nothing(End.CANCELLED, CallErrors.stopping());
      return Result.of(outcome, System.nanoTime() - began, task);
    } catch (RuntimeException e) {
      LOG.errorf(e, "the engine %s failed", engine.name());
      EngineOutcome outcome = nothing(End.FAILED, Errors.internal(e));
      return Result.of(outcome, System.nanoTime() - began, task);
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
        outcome.execution(),
        outcome.model());
  }

  private static EngineOutcome nothing(End end, ApiException reason) {
    return new EngineOutcome(end, null, reason, List.of(), "", "", null, Duration.ZERO);
  }
}
