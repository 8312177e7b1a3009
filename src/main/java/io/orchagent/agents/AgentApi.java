package io.orchagent.agents;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.LenientUnknown;
import io.orchagent.platform.http.PatchField;
import io.orchagent.platform.http.Warning;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What members of a workspace send and see. */
public final class AgentApi {
  private AgentApi() {}

  /** A version to publish. */
  @LenientUnknown
  @Schema(name = "CreateAgentRequest", description = "The next version of an agent")
  public record Publish(
      @Schema(
              description = "2 to 50 characters: a-z, 0-9 and single dashes between them",
              required = true)
          @Nullable String name,
      @Schema(description = "The next version, like v3; given by the server when left out")
          @Nullable String version,
      @Schema(
              description = "code is an alias of tool, agentic of agent",
              enumeration = {"prompt", "tool", "agent", "skill", "code", "agentic"},
              defaultValue = "prompt")
          @Nullable String type,
      @Schema(
              description = "Answers calls, or runs always",
              enumeration = {"on_demand", "always_on"},
              defaultValue = "on_demand")
          @Nullable String runMode,
      @Schema(description = "How the program is started") AgentSpec.@Nullable Runtime runtime,
      @Schema(description = "The loop in which a model uses tools") AgentSpec.@Nullable Loop loop,
      @Schema(description = "May other agents call it", defaultValue = "true")
          @Nullable Boolean callable,
      @Schema(description = "Seen and called by everybody; owners only", defaultValue = "false")
          @Nullable Boolean isPublic,
      @Schema(description = "May others download it", defaultValue = "true")
          @Nullable Boolean allowLocalDownload,
      @Schema(description = "Price of a call in cents; owners only", defaultValue = "0")
          @Nullable Long pricePerCallCents,
      @Schema(description = "At most 2,000 characters") @Nullable String description,
      @Schema(description = "At most 20") @Nullable List<String> tags,
      @Schema(
              description =
                  "openai, anthropic, gemini, ollama or any; any when left out, for a managed loop"
                      + " those with tool calling. A program is given the caller's key of the"
                      + " first one that it names and that has one, and the way out")
          @Nullable List<String> supportedProviders,
      @Schema(description = "Model by provider") @Nullable Map<String, String> defaultModels,
      @Schema(description = "Endpoint named in examples", defaultValue = "run")
          @Nullable String defaultEndpoint,
      @Schema(
              description = "Seconds a call may take, 1 to 900; 0 means no limit for always_on",
              defaultValue = "60")
          @Nullable Integer timeoutSeconds,
      @Schema(description = "Prompt or knowledge, at most 512 KiB") @Nullable String prompt,
      @Schema(description = "Alias of prompt") @Nullable String promptTemplate,
      @Schema(description = "JSON Schema of the input", implementation = Object.class)
          @Nullable ObjectNode inputSchema,
      @Schema(description = "JSON Schema of the output", implementation = Object.class)
          @Nullable ObjectNode outputSchema,
      @Schema(description = "Tools of a managed loop")
          @Nullable List<AgentSpec.CustomTool> customTools,
      @Schema(description = "Names of secrets without which it can't run")
          @Nullable List<String> requiredSecrets,
      @Schema(description = "Names of secrets it uses when they are there")
          @Nullable List<String> optionalSecrets,
      @Schema(description = "Skills like org/skill or org/skill@v2")
          @Nullable List<String> defaultSkills,
      @Schema(description = "Callers can't change the skills", defaultValue = "false")
          @Nullable Boolean skillsLocked,
      @Schema(description = "Where its source is") @Nullable String sourceUrl,
      @Schema(description = "Its package on PyPI") @Nullable String pipPackage,
      @Schema(description = "Command that runs it locally") @Nullable String runCommand,
      @Schema(description = "File of the bundle that is started") @Nullable String entrypoint,
      @Schema(description = "Its home page") @Nullable String url,
      @Schema(description = "What the program needs around it")
          AgentSpec.@Nullable Environment environment,
      @Schema(description = "Uses the SDK") @Nullable Boolean sdkCompatible,
      @Schema(description = "Tasks its models are for") @Nullable List<String> modelTasks,
      @Schema(description = "Files of a skill") @Nullable List<AgentSpec.SkillFile> skillFiles,
      @Schema(
              description =
                  "manifest_version (1), dependencies [{id: org/name, version: vN}], max_hops (at"
                      + " least 1 with dependencies), timeout_ms, per_call_downstream_cap (calls,"
                      + " 50), orchestration_mode (strict or flexible), min_required_hops; more is"
                      + " kept; at most 64 KiB",
              implementation = Object.class)
          @Nullable ObjectNode manifest) {}

  /** A version as its workspace sees it. */
  @Schema(name = "Agent", description = "One version of an agent, as its workspace sees it")
  public record View(
      @JsonUnwrapped CatalogueApi.PublicAgent basics,
      @Schema(description = "The workspace that owns it") String orgId,
      @Schema(description = "Prompt or knowledge") @Nullable String prompt,
      @Schema(description = "Its home page") @Nullable String url,
      @Schema(description = "Model by provider") Map<String, String> defaultModels,
      @Schema(
              description = "Dependencies and rules for calling them",
              implementation = Object.class)
          @Nullable JsonNode manifest,
      @Schema(description = "How the program is started") AgentSpec.@Nullable Runtime runtime,
      @Schema(description = "The loop in which a model uses tools") AgentSpec.@Nullable Loop loop,
      @Schema(description = "Tools of a managed loop") List<AgentSpec.CustomTool> customTools,
      @Schema(description = "Skills that are added to its prompt") List<String> defaultSkills,
      @Schema(description = "Callers can't change the skills") boolean skillsLocked,
      @Schema(description = "Where its source is") @Nullable String sourceUrl,
      @Schema(description = "Its package on PyPI") @Nullable String pipPackage,
      @Schema(description = "Command that runs it locally") @Nullable String runCommand,
      @Schema(description = "File of the bundle that is started") @Nullable String entrypoint,
      @Schema(description = "What the program needs around it")
          AgentSpec.@Nullable Environment environment,
      @Schema(description = "Uses the SDK; null when it does not say")
          @Nullable Boolean sdkCompatible,
      @Schema(description = "Tasks its models are for") List<String> modelTasks,
      @Schema(description = "Files of a skill") List<AgentSpec.SkillFile> skillFiles,
      @Schema(description = "Seen and called by everybody") boolean isPublic,
      @Schema(description = "Where its bundle is; null without one") @Nullable String codeBundleUrl,
      @Schema(description = "SHA-256 of its bundle, hexadecimal") @Nullable String codeHash,
      @Schema(description = "Size of its bundle in bytes") @Nullable Long bundleSizeBytes,
      @Schema(
              description = "Whether its bundle can run; null without one",
              enumeration = {"processing", "active", "error"})
          @Nullable String bundleStatus,
      @Schema(description = "Why its bundle can't run: the installer's last lines; null otherwise")
          @Nullable String bundleError,
      @Schema(description = "First characters of its service key")
          @Nullable String serviceKeyPrefix,
      @Schema(description = "Since when callers are told to move on")
          @Nullable Instant deprecatedAt,
      @Schema(description = "When it will go away") @Nullable Instant sunsetAt,
      @Schema(description = "The agent it was copied from") @Nullable String forkedFrom,
      @Schema(description = "Last change") Instant updatedAt) {}

  /** The answer to a publish. */
  @Schema(name = "CreateAgentResponse", description = "The published version")
  public record Published(
      @Schema(description = "The new version") View agent,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "Its service key, shown only now; with dependencies only")
          @Nullable String serviceKey,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "First characters of the service key")
          @Nullable String serviceKeyPrefix,
      @Schema(description = "Services that moved to this version") int servicesUpdated,
      @Schema(description = "Schedules that moved to this version") int schedulesUpdated,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(
              description = "How it calls its dependencies",
              enumeration = {"strict", "flexible"})
          @Nullable String orchestrationMode,
      @Schema(description = "What should be mended in the next version") List<Warning> warnings) {}

  /** The answer to a dry run. */
  @Schema(name = "ValidateAgentResponse", description = "What publishing would be answered")
  public record Validation(
      @Schema(description = "Whether it would be published") boolean valid,
      @Schema(description = "All that would refuse it") List<FieldError> errors,
      @Schema(description = "What would be said of it besides") List<Warning> warnings) {}

  /** What is there under a name. */
  @Schema(name = "PreviewAgentResponse", description = "The versions of a name")
  public record Preview(
      @Schema(description = "The name asked about") String name,
      @Schema(description = "Its versions that are not deleted, oldest first, like v1")
          List<String> existingVersions,
      @Schema(description = "The version that the next publish will get, like v3")
          String nextVersion,
      @Schema(description = "Slug of the workspace that it would be published in")
          String orgSlug) {}

  /** Changes of a version. Absent: leave as it is; null: back to the default. */
  @Schema(name = "UpdateAgentRequest", description = "Changes of a version; absent fields stay")
  public record Patch(
      @Schema(description = "At most 2,000 characters", implementation = String.class)
          PatchField<String> description,
      @Schema(description = "At most 20", type = SchemaType.ARRAY, implementation = String.class)
          PatchField<List<String>> tags,
      @Schema(description = "Seen and called by everybody; owners only", type = SchemaType.BOOLEAN)
          PatchField<Boolean> isPublic,
      @Schema(description = "Endpoint named in examples", implementation = String.class)
          PatchField<String> defaultEndpoint,
      @Schema(description = "Seconds a call may take, 1 to 900", type = SchemaType.INTEGER)
          PatchField<Integer> timeoutSeconds,
      @Schema(
              description = "openai, anthropic, gemini, ollama or any",
              type = SchemaType.ARRAY,
              implementation = String.class)
          PatchField<List<String>> supportedProviders,
      @Schema(
              description = "Model by provider",
              type = SchemaType.OBJECT,
              implementation = Object.class)
          PatchField<Map<String, String>> defaultModels,
      @Schema(description = "May others download it", type = SchemaType.BOOLEAN)
          PatchField<Boolean> allowLocalDownload,
      @Schema(description = "Price of a call in cents; owners only", type = SchemaType.INTEGER)
          PatchField<Long> pricePerCallCents,
      @Schema(
              description = "Since when callers are told to move on",
              type = SchemaType.STRING,
              format = "date-time")
          PatchField<Instant> deprecatedAt,
      @Schema(
              description = "When it will go away; not before deprecated_at",
              type = SchemaType.STRING,
              format = "date-time")
          PatchField<Instant> sunsetAt,
      @Schema(hidden = true) PatchField<JsonNode> name,
      @Schema(hidden = true) PatchField<JsonNode> version,
      @Schema(hidden = true) PatchField<JsonNode> type,
      @Schema(hidden = true) PatchField<JsonNode> runMode,
      @Schema(hidden = true) PatchField<JsonNode> runtime,
      @Schema(hidden = true) PatchField<JsonNode> loop,
      @Schema(hidden = true) PatchField<JsonNode> callable,
      @Schema(hidden = true) PatchField<JsonNode> customTools,
      @Schema(hidden = true) PatchField<JsonNode> skillsLocked,
      @Schema(hidden = true) PatchField<JsonNode> defaultSkills,
      @Schema(hidden = true) PatchField<JsonNode> prompt,
      @Schema(hidden = true) PatchField<JsonNode> promptTemplate,
      @Schema(hidden = true) PatchField<JsonNode> inputSchema,
      @Schema(hidden = true) PatchField<JsonNode> outputSchema,
      @Schema(hidden = true) PatchField<JsonNode> requiredSecrets,
      @Schema(hidden = true) PatchField<JsonNode> optionalSecrets,
      @Schema(hidden = true) PatchField<JsonNode> entrypoint,
      @Schema(hidden = true) PatchField<JsonNode> environment,
      @Schema(hidden = true) PatchField<JsonNode> sourceUrl,
      @Schema(hidden = true) PatchField<JsonNode> pipPackage,
      @Schema(hidden = true) PatchField<JsonNode> runCommand,
      @Schema(hidden = true) PatchField<JsonNode> url,
      @Schema(hidden = true) PatchField<JsonNode> sdkCompatible,
      @Schema(hidden = true) PatchField<JsonNode> modelTasks,
      @Schema(hidden = true) PatchField<JsonNode> skillFiles,
      @Schema(hidden = true) PatchField<JsonNode> manifest) {}

  /** The answer to an upload. */
  @Schema(name = "UploadBundleResponse", description = "The bundle of a version")
  public record Uploaded(
      @Schema(description = "Names this upload") String bundleId,
      @Schema(description = "SHA-256 of the zip, hexadecimal") String codeHash,
      @Schema(description = "Size of the zip in bytes") long sizeBytes,
      @Schema(description = "The same, under its older name") long bundleSizeBytes,
      @Schema(description = "File that is started; null when a command does")
          @Nullable String entrypoint,
      @Schema(
              description = "Whether it can run",
              enumeration = {"processing", "active", "error"})
          String status,
      @Schema(description = "When it came") Instant uploadedAt,
      @Schema(description = "Services that moved to this version") int servicesUpdated) {}
}
