package io.orchagent.calls.engines;

import io.orchagent.agents.LoopPlan;
import io.orchagent.agents.schemas.SchemaCheck;
import io.orchagent.calls.engines.EngineOutcome.End;
import io.orchagent.llm.LlmException;
import io.orchagent.llm.Llms;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.telemetry.LogIds;
import io.orchagent.sandbox.Interpreter;
import io.orchagent.sandbox.OutputListener;
import io.orchagent.sandbox.Program;
import io.orchagent.sandbox.SandboxResult;
import io.orchagent.sandbox.SandboxSpec;
import io.orchagent.sandbox.SandboxUnavailable;
import io.orchagent.sandbox.Sandboxes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A model that uses tools in one sandbox until it submits a result. */
@Singleton
public class ManagedLoop extends SandboxEngine {
  public static final String NAME = "managed_loop";

  private final Llms llms;
  private final SchemaCheck schemas;

  ManagedLoop(Sandboxes sandboxes, Llms llms, SchemaCheck schemas) {
    super(sandboxes);
    this.llms = llms;
    this.schemas = schemas;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> unavailable() {
    Optional<String> lacking = super.unavailable();
    return lacking.isPresent() || sandboxes.interpreter(Interpreter.PYTHON).isPresent()
        ? lacking
        : Optional.of(
            "This server has no Python for its sandboxes, which loops need: install python3.");
  }

  @Override
  public EngineOutcome run(EngineTask task) {
    ModelTask models = Objects.requireNonNull(task.models(), "a task of this engine has models");
    LoopPlan plan =
        Objects.requireNonNull(models.loop(), "a task of this engine has a loop")
            .under(task.strict());
    LoopSandbox sandbox = new LoopSandbox();
    task.progress().told(new Progress.SandboxStart());
    Thread holder =
        Thread.ofVirtual().name("loop-sandbox").start(LogIds.carried(() -> hold(sandbox, task)));
    ModelCalls calls = new ModelCalls(llms, task, models);
    ModelTask.Form form = models.form();
    LoopTools tools =
        new LoopTools(
            plan,
            task.calledOthers(),
            new LoopSubmission(form == null ? null : form.schema()),
            schemas,
            form == null ? task.workspaceId() : form.owner(),
            sandbox);
    LoopTurns turns = new LoopTurns(task, models.prompt(), plan, calls, tools);
    long began = System.nanoTime();
    try {
      prepare(sandbox);
      return new Ending(calls, turns.log(), began).completed(turns.result());
    } catch (LlmException e) {
      ApiException reason = ModelFailures.reason(e, calls.candidate());
      return new Ending(calls, turns.log(), began).failed(ModelFailures.end(e), reason);
    } catch (ApiException e) {
      return new Ending(calls, turns.log(), began).failed(End.FAILED, e);
    } catch (LoopSandbox.EndedException e) {
      return endedEarly(sandbox, new Ending(calls, turns.log(), began));
    } catch (InterruptedException e) {
      // A command may be going on, which nothing that is said to the sandbox would end
      holder.interrupt();
      return new Ending(calls, turns.log(), began).failed(End.CANCELLED, SandboxErrors.cancelled());
    } finally {
      sandbox.close();
      // Nothing is answered before the last process of it is gone
      sandbox.result().handle((how, failure) -> true).join();
    }
  }

  private void hold(LoopSandbox sandbox, EngineTask task) {
    try {
      sandbox.ended(sandboxes.run(spec(task), sandbox), null);
    } catch (InterruptedException | RuntimeException e) {
      sandbox.ended(null, e);
    }
  }

  private static void prepare(LoopSandbox sandbox)
      throws LoopSandbox.EndedException, InterruptedException {
    sandbox.does(
        LoopSandbox.order("write_file")
            .put("path", "helpers/orch_call.py")
            .put("content", LoopSandbox.helper()));
  }

  /** By the deadline, a limit, a cancellation or this server. */
  private static EngineOutcome endedEarly(LoopSandbox sandbox, Ending ending) {
    SandboxResult how;
    try {
      how = sandbox.result().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SandboxUnavailable lacking) {
        throw new EngineUnavailable(String.valueOf(lacking.getMessage()), lacking);
      }
      throw e;
    }
    return switch (how.outcome()) {
      case TIMED_OUT -> ending.failed(End.TIMED_OUT, SandboxErrors.timedOut(how));
      case CANCELLED -> ending.failed(End.CANCELLED, SandboxErrors.cancelled());
      case SETUP_FAILED -> ending.failed(End.FAILED, SandboxErrors.setup(how));
      case MEMORY_LIMIT, CPU_LIMIT, OUTPUT_LIMIT, EXITED, SIGNALLED ->
          ending.failed(
              End.FAILED,
              SandboxErrors.limit(how, "The sandbox of the loop ended; have it do less at once."));
    };
  }

  /** How a run ended, with what its models cost. */
  private record Ending(ModelCalls calls, LoopLog log, long began) {
    EngineOutcome completed(String output) {
      return outcome(End.COMPLETED, output, null);
    }

    EngineOutcome failed(End end, ApiException reason) {
      return outcome(end, null, reason);
    }

    private EngineOutcome outcome(End end, @Nullable String output, @Nullable ApiException reason) {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      return new EngineOutcome(
          end,
          output,
          reason,
          calls.warnings(),
          log.stdout(),
          log.stderr(),
          null,
          took,
          calls.use());
    }
  }

  private static SandboxSpec spec(EngineTask task) {
    return new SandboxSpec(
        task.runId(),
        new Program.Command(LoopSandbox.PROGRAM),
        task.bundle(),
        task.environment(),
        new byte[0],
        task.files().stream().map(f -> new SandboxSpec.Upload(f.name(), f.content())).toList(),
        task.deadline(),
        task.cancel(),
        task.mask(),
        task.workspaceId(),
        task.egress(),
        task.mounts(),
        task.depth(),
        OutputListener.NONE,
        task.skills());
  }
}
