package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
import io.orchagent.calls.Admissions.StartRow;
import io.orchagent.calls.Admissions.Started;
import io.orchagent.calls.engines.Engine;
import io.orchagent.calls.models.GivenSecrets;
import io.orchagent.calls.models.LlmCredentials;
import io.orchagent.calls.models.ModelChoice;
import io.orchagent.calls.skills.SkillChoice;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.files.FolderLease;
import io.orchagent.platform.files.Folders;
import io.orchagent.platform.work.WorkItems;
import io.orchagent.sandbox.CancelSignal;
import io.orchagent.workspaces.Workspaces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Runs a queued call to its end. What is not stored, or may have changed since it was accepted, is
 * looked at again: the version, its bundle, its skills, the workspace's plan and secrets.
 */
@Singleton
class QueuedStart {
  private final Releases releases;
  private final Workspaces workspaces;
  private final CallChecks checks;
  private final CallPreparation preparation;
  private final Admissions admissions;
  private final RunExecution execution;
  private final Waiting waiting;

  QueuedStart(
      Releases releases,
      Workspaces workspaces,
      CallChecks checks,
      CallPreparation preparation,
      Admissions admissions,
      RunExecution execution,
      Waiting waiting) {
    this.releases = releases;
    this.workspaces = workspaces;
    this.checks = checks;
    this.preparation = preparation;
    this.admissions = admissions;
    this.execution = execution;
    this.waiting = waiting;
  }

  /** What is known of runs that wait. */
  @Singleton
  static class Waiting {
    private final QueuedRows rows;
    private final QueuedInputs inputs;
    private final WorkItems items;

    Waiting(QueuedRows rows, QueuedInputs inputs, WorkItems items) {
      this.rows = rows;
      this.inputs = inputs;
      this.items = items;
    }

    /** The row of a run that starts: it takes the item out of the queue. */
    StartRow row(RunStart run, List<String> files) {
      return new StartRow() {
        @Override
        public CallAdmission.Take take() {
          return CallAdmission.Take.LEASE;
        }

        /** A start that PostgreSQL forgot in a crash would be made again. */
        @Override
        public boolean durable() {
          return true;
        }

        @Override
        public boolean write(Instant now) {
          if (!rows.start(run, now) || !items.finish(run.id(), run.serverId())) {
            return false;
          }
          files.clear();
          files.addAll(inputs.forget(run.id()));
          return true;
        }
      };
    }
  }

  /**
   * Starts it, unless it does not wait any more or is no longer this server's.
   *
   * @param whenStarted is done between its start and its end
   * @throws ApiException when it can't start, now or ever
   */
  void run(UUID id, Runnable whenStarted) {
    Optional<QueuedRows.Queued> queued = waiting.rows.find(id);
    if (queued.isEmpty()) {
      return;
    }
    Path folder = folder();
    try {
      run(queued.get(), folder, whenStarted);
    } finally {
      delete(folder);
    }
  }

  private void run(QueuedRows.Queued queued, Path folder, Runnable whenStarted) {
    String plan = workspaces.ref(queued.workspaceId()).plan();
    String[] agent = queued.agent().split("/", 2);
    Release release = releases.resolve(queued.workspaceId(), agent[0], agent[1], queued.version());
    Engine engine = checks.engine(release);
    SkillChoice skills = checks.skills(release, queued.principal(plan), queued.skills());
    LlmCredentials asked = queued.origin().credentials(null);
    GivenSecrets secrets = checks.secrets(release, queued.workspaceId(), asked);
    ModelChoice models = checks.models(release, queued.workspaceId(), asked);
    CallInput input =
        new CallInput(
            JsonBody.parsed(queued.input()),
            queued.input(),
            waiting.inputs.fetch(queued.runId(), folder),
            null);
    if (queued.origin().schedule() != null) {
      // Nobody looked at it when the schedule fired
      checks.input(release, input);
    }
    CancelSignal cancel = execution.enter(queued.runId());
    try (FolderLease bundle = preparation.bundle(release)) {
      RunStart run = start(queued, release, plan);
      List<String> files = new ArrayList<>();
      Optional<Started> started = admissions.start(run, waiting.row(run, files));
      if (started.isPresent()) {
        whenStarted.run();
        waiting.inputs.discard(files);
        execution.run(
            new RunExecution.Admitted(
                run,
                started.get(),
                input,
                bundle,
                secrets,
                models,
                skills,
                cancel,
                RunFollower.NOBODY),
            engine,
            System.nanoTime());
      }
    } finally {
      execution.leave(queued.runId(), cancel);
    }
  }

  private RunStart start(QueuedRows.Queued queued, Release release, String plan) {
    return new RunStart(
        queued.runId(),
        queued.requestId(),
        queued.principal(plan),
        release,
        queued.endpoint(),
        queued.tenant(),
        queued.input(),
        preparation.deadline(release, queued.workspaceId(), plan, queued.askedDeadline()),
        execution.serverId(),
        queued.acceptedAt(),
        null,
        RunChain.top(queued.runId(), release, queued.maxHops()),
        queued.origin(),
        // With its input since it was accepted
        KeptHeaders.NONE);
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("queued-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
