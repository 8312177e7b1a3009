package io.orchagent.calls;

import io.orchagent.calls.Admissions.StartRow;
import io.orchagent.platform.http.Warning;
import io.orchagent.platform.redis.Signals;
import io.orchagent.platform.work.WorkItems;
import io.orchagent.workspaces.Plans;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes runs in that nobody waits for. */
@Singleton
class CallQueue {
  /** The name of the queue, and of the signal that something is in it. */
  static final String NAME = "calls";

  private final Admissions admissions;
  private final RunRows runs;
  private final QueuedInputs inputs;
  private final WorkItems items;
  private final CallRepeats repeats;
  private final Plans plans;
  private final Signals signals;

  CallQueue(
      Admissions admissions,
      RunRows runs,
      QueuedInputs inputs,
      WorkItems items,
      CallRepeats repeats,
      Plans plans,
      Signals signals) {
    this.admissions = admissions;
    this.runs = runs;
    this.inputs = inputs;
    this.items = items;
    this.repeats = repeats;
    this.plans = plans;
    this.signals = signals;
  }

  /**
   * Queues a run that passed all checks. When this returns, it will run, whatever happens to this
   * server.
   *
   * @param warnings what the caller is told beside its id
   * @return empty when a twin was faster
   */
  Optional<CallReply> accept(
      RunStart run, CallInput input, @Nullable Instant askedDeadline, List<Warning> warnings) {
    if (input.credentials() != null) {
      throw CallErrors.credentialsQueued();
    }
    Optional<CallReply> reply =
        admissions
            .start(run, row(run, input, askedDeadline, warnings))
            .map(queued -> new CallReply.Queued(run.id(), run.release(), queued.quota(), warnings));
    reply.ifPresent(ignored -> signals.send(NAME, run.workspaceId().toString()));
    return reply;
  }

  /** What a caller is told who does not wait. */
  static String data(UUID run) {
    return "{\"run_id\":\"" + run + "\",\"status\":\"queued\"}";
  }

  private StartRow row(
      RunStart run, CallInput input, @Nullable Instant askedDeadline, List<Warning> warnings) {
    return new StartRow() {
      @Override
      public CallAdmission.Take take() {
        return CallAdmission.Take.UNIT;
      }

      @Override
      public boolean durable() {
        return true;
      }

      @Override
      public boolean claim() {
        if (!repeats.claim(run)) {
          return false;
        }
        run.origin().whenClaimed().run();
        return true;
      }

      @Override
      public boolean write(Instant now) {
        runs.insertQueued(run, now);
        inputs.keep(run, input, askedDeadline);
        repeats.queued(run, data(run.id()), warnings);
        // Last: from here on the others of this workspace wait for the commit
        checkRoom(run);
        items.add(NAME, run.id(), run.workspaceId());
        return true;
      }
    };
  }

  private void checkRoom(RunStart run) {
    OptionalLong limit =
        plans.of(run.workspaceId(), run.principal().membership().plan()).queuedCalls();
    if (limit.isEmpty()) {
      return;
    }
    if (items.waitingExactly(NAME, run.workspaceId()) >= limit.getAsLong()) {
      throw CallErrors.queueFull(limit.getAsLong());
    }
  }
}
