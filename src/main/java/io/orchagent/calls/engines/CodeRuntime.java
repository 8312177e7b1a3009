package io.orchagent.calls.engines;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orchagent.calls.engines.EngineOutcome.End;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.Warning;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.sandbox.Interpreter;
import io.orchagent.sandbox.Program;
import io.orchagent.sandbox.SandboxResult;
import io.orchagent.sandbox.SandboxSpec;
import io.orchagent.sandbox.SandboxUnavailable;
import io.orchagent.sandbox.Sandboxes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;

/** The author's program in a sandbox: JSON on its standard input, JSON on its standard output. */
@Singleton
public class CodeRuntime extends SandboxEngine {
  CodeRuntime(Sandboxes sandboxes) {
    super(sandboxes);
  }

  @Override
  public String name() {
    return "code_runtime";
  }

  @Override
  public EngineOutcome run(EngineTask task) throws InterruptedException {
    SandboxSpec spec =
        new SandboxSpec(
            task.runId(),
            program(task),
            task.bundle(),
            task.environment(),
            task.input(),
            task.files().stream()
                .map(file -> new SandboxSpec.Upload(file.name(), file.content()))
                .toList(),
            task.deadline(),
            task.cancel(),
            task.mask(),
            task.workspaceId(),
            task.egress(),
            task.mounts(),
            task.depth(),
            LiveOutput.of(task.progress()),
            task.skills());
    task.progress().told(new Progress.SandboxStart());
    try {
      return outcome(sandboxes.run(spec), task.mask());
    } catch (SandboxUnavailable e) {
      throw new EngineUnavailable(String.valueOf(e.getMessage()), e);
    }
  }

  private static Program program(EngineTask task) {
    if (task.command() != null && !task.command().isBlank()) {
      return new Program.Command(task.command());
    }
    if (task.entrypoint() == null) {
      throw new IllegalStateException("an active bundle without a command has an entrypoint");
    }
    String name = task.entrypoint().toLowerCase(Locale.ROOT);
    boolean script = name.endsWith(".js") || name.endsWith(".mjs") || name.endsWith(".cjs");
    return new Program.Script(script ? Interpreter.NODE : Interpreter.PYTHON, task.entrypoint());
  }

  /** What the way it ended means to the caller. */
  static EngineOutcome outcome(SandboxResult result, SecretMask mask) {
    return switch (result.outcome()) {
      case EXITED -> exited(result, mask);
      case SIGNALLED -> failed(End.FAILED, result, SandboxErrors.signalled(result));
      case TIMED_OUT -> failed(End.TIMED_OUT, result, SandboxErrors.timedOut(result));
      case OUTPUT_LIMIT ->
          failed(
              End.FAILED,
              result,
              SandboxErrors.limit(result, "Have the agent print at most 10 MiB."));
      case MEMORY_LIMIT ->
          failed(
              End.FAILED, result, SandboxErrors.limit(result, "Have the agent hold less at once."));
      case CPU_LIMIT ->
          failed(End.FAILED, result, SandboxErrors.limit(result, "Have the agent compute less."));
      case CANCELLED -> failed(End.CANCELLED, result, SandboxErrors.cancelled());
      case SETUP_FAILED -> failed(End.FAILED, result, SandboxErrors.setup(result));
    };
  }

  private static EngineOutcome exited(SandboxResult result, SecretMask mask) {
    AgentOutput output = AgentOutput.read(result.stdout());
    if (result.exitCode() != 0) {
      return failed(End.FAILED, result, SandboxErrors.exited(result, output, mask));
    }
    return switch (output.form()) {
      case JSON -> completed(result, output.text(), List.of());
      case TOO_DEEP -> failed(End.FAILED, result, SandboxErrors.tooDeep(result));
      case OTHER -> completed(result, wrapped(output.text()), List.of(NOT_JSON));
    };
  }

  private static final Warning NOT_JSON =
      new Warning(
          "OUTPUT_NOT_JSON",
          null,
          "The agent's standard output is not one JSON document; it is given as text in result.");

  private static String wrapped(String text) {
    return JsonNodeFactory.instance.objectNode().put("result", text).toString();
  }

  private static EngineOutcome completed(
      SandboxResult result, String output, List<Warning> warnings) {
    return new EngineOutcome(
        End.COMPLETED,
        output,
        null,
        warnings,
        result.stdoutLog(),
        result.stderrLog(),
        SandboxErrors.exitCode(result),
        result.wall());
  }

  private static EngineOutcome failed(End end, SandboxResult result, ApiException reason) {
    return new EngineOutcome(
        end,
        null,
        reason,
        List.of(),
        result.stdoutLog(),
        result.stderrLog(),
        SandboxErrors.exitCode(result),
        result.wall());
  }
}
