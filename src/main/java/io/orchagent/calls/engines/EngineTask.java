package io.orchagent.calls.engines;

import io.orchagent.platform.outbound.EgressPolicy;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.sandbox.CancelSignal;
import io.orchagent.sandbox.SandboxSpec.Mount;
import io.orchagent.sandbox.SandboxSpec.SkillFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What an engine is to run.
 *
 * @param workspaceId whose call it is, to share the engine fairly
 * @param command the version's {@code runtime.command}, which wins over the entrypoint
 * @param bundle the unpacked bundle
 * @param input one JSON object in UTF-8
 * @param mask hides the values of secrets in all that is kept or answered of the run but its output
 * @param deadline when it has to have ended
 * @param egress what it may reach over the network; null for nothing
 * @param mounts packages that were installed for its bundle
 * @param models what it needs to call language models; null for an engine that calls none
 * @param progress who is told what happens while it happens
 * @param depth how many runs are above it, each waiting for the one below
 * @param strict whether it, or an agent above it, is an orchestrator that may only call agents
 * @param trace takes what it does with models and tools
 * @param calledOthers whether it has had another agent run so far
 * @param skills files of knowledge for a program; none for a model, whose prompt has them
 */
public record EngineTask(
    UUID runId,
    UUID workspaceId,
    @Nullable String command,
    @Nullable String entrypoint,
    @Nullable Path bundle,
    Map<String, String> environment,
    byte[] input,
    List<File> files,
    Instant deadline,
    CancelSignal cancel,
    SecretMask mask,
    @Nullable EgressPolicy egress,
    List<Mount> mounts,
    @Nullable ModelTask models,
    ProgressListener progress,
    int depth,
    boolean strict,
    RunTrace trace,
    BooleanSupplier calledOthers,
    List<SkillFile> skills) {

  /** Without the environment: secrets are in it. */
  @Override
  public String toString() {
    return "EngineTask[" + runId + "]";
  }

  /** An uploaded file under the name that the agent finds it by. */
  public record File(String name, Path content) {}
}
