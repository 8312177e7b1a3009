package io.orchagent.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.secrets.SecretName;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What was published with a version and never changes; kept as one JSON document. */
@RegisterForReflection
public record AgentSpec(
    @Nullable String prompt,
    @Nullable Runtime runtime,
    @Nullable Loop loop,
    List<CustomTool> customTools,
    List<String> requiredSecrets,
    List<String> optionalSecrets,
    List<String> defaultSkills,
    boolean skillsLocked,
    @Nullable String sourceUrl,
    @Nullable String pipPackage,
    @Nullable String runCommand,
    @Nullable String entrypoint,
    @Nullable String url,
    @Nullable Environment environment,
    @Nullable Boolean sdkCompatible,
    List<String> modelTasks,
    List<SkillFile> skillFiles,
    @Nullable ObjectNode manifest) {

  /** How a code_runtime version starts when not by its entrypoint. */
  @RegisterForReflection
  @Schema(name = "AgentRuntime", description = "How the program is started")
  public record Runtime(
      @Schema(description = "Shell command, run in the bundle's folder")
          @Nullable String command) {}

  /** A managed loop. */
  @RegisterForReflection
  @Schema(name = "AgentLoop", description = "The loop in which a model uses tools")
  public record Loop(
      @Schema(description = "Turns at most, 1 to 50; 25 when left out") @Nullable Integer maxTurns,
      @Schema(description = "Further tools of the loop") @Nullable List<CustomTool> customTools) {}

  /** A command that a model may call. */
  @RegisterForReflection
  @Schema(name = "CustomTool", description = "A command that the model may call")
  public record CustomTool(
      @Schema(description = "Unique name, none of the built-in ones") @Nullable String name,
      @Schema(description = "What it does, for the model") @Nullable String description,
      @Schema(description = "Shell command with {{parameters}} of its schema")
          @Nullable String command,
      @Schema(description = "JSON Schema of its parameters", implementation = Object.class)
          @Nullable ObjectNode inputSchema) {}

  /** What the program needs around it. */
  @RegisterForReflection
  @Schema(name = "AgentEnvironment", description = "What the program needs around it")
  public record Environment(
      @Schema(description = "Python version wanted") @Nullable String pythonVersion,
      @Schema(description = "Node.js version wanted") @Nullable String nodeVersion,
      @Schema(description = "True when it needs the way out to the network")
          @Nullable Boolean network,
      @Schema(description = "Flags for pip, from a short list") @Nullable List<String> pipFlags,
      @Schema(description = "Flags for npm, from a short list") @Nullable List<String> npmFlags) {}

  /** A file of a skill. */
  @RegisterForReflection
  @Schema(name = "SkillFile", description = "A file of a skill")
  public record SkillFile(
      @Schema(description = "Relative path") @Nullable String path,
      @Schema(description = "Text of the file") @Nullable String content,
      @Schema(description = "Size in bytes") @Nullable Long size) {}

  /** Whether its program gets the way out: it says so, calls other agents, or asks a provider. */
  boolean needsNetwork() {
    return (environment != null && Boolean.TRUE.equals(environment.network()))
        || (manifest != null && !manifest.path("dependencies").isEmpty())
        || Stream.concat(requiredSecrets.stream(), optionalSecrets.stream())
            .anyMatch(name -> SecretName.provider(name) != null);
  }

  /** Blank is like absent. */
  @Nullable String command() {
    return runtime == null || runtime.command() == null || runtime.command().isBlank()
        ? null
        : runtime.command();
  }
}
