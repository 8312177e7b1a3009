package io.orchagent.agents;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What everybody sees of public agents. */
public final class CatalogueApi {
  private CatalogueApi() {}

  /** A version as everybody sees it. */
  @Schema(name = "PublicAgent", description = "One version of an agent, as everybody sees it")
  public record PublicAgent(
      @Schema(description = "Names this version") String id,
      @Schema(description = "Its name, unique in its workspace") String name,
      @Schema(description = "Slug of the workspace that owns it") String org,
      @Schema(description = "The same slug") String orgSlug,
      @Schema(description = "Name of that workspace") String orgName,
      @Schema(description = "Like v3") String version,
      @Schema(
              enumeration = {"prompt", "tool", "agent", "skill"},
              description = "What it is")
          String type,
      @Schema(
              enumeration = {"on_demand", "always_on"},
              description = "Answers calls, or runs always")
          String runMode,
      @Schema(
              enumeration = {"direct_llm", "managed_loop", "code_runtime"},
              description = "What runs it; null for a skill")
          @Nullable String executionEngine,
      @Schema(description = "May other agents call it") boolean callable,
      @Schema(description = "What it does") @Nullable String description,
      @Schema(description = "Providers of language models it works with")
          List<String> supportedProviders,
      @Schema(description = "Endpoint named in examples") String defaultEndpoint,
      @Schema(description = "Seconds a call may take; 0 means no limit") int timeoutSeconds,
      @Schema(description = "Words to find it by") List<String> tags,
      @Schema(description = "JSON Schema of the input", implementation = Object.class)
          @Nullable JsonNode inputSchema,
      @Schema(description = "JSON Schema of the output", implementation = Object.class)
          @Nullable JsonNode outputSchema,
      @Schema(description = "Names of secrets without which it can't run")
          List<String> requiredSecrets,
      @Schema(description = "Names of secrets it uses when they are there")
          List<String> optionalSecrets,
      @Schema(description = "May others download it") boolean allowLocalDownload,
      @Schema(description = "How many people starred it") int starsCount,
      @Schema(description = "How many copies were made of it") int forkCount,
      @Schema(description = "Price of a call in cents") long pricePerCallCents,
      @Schema(description = "When it was published") Instant createdAt) {}

  /** A version with its inside, where that may be seen. */
  @Schema(
      name = "PublicAgentDetail",
      description = "One version; its inside only where it is free and its source available")
  public record Detail(
      @JsonUnwrapped PublicAgent basics,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "Prompt or knowledge")
          @Nullable String prompt,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(
              description = "Dependencies and rules for calling them",
              implementation = Object.class)
          @Nullable JsonNode manifest,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "How the program is started")
          AgentSpec.@Nullable Runtime runtime,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "The loop in which a model uses tools")
          AgentSpec.@Nullable Loop loop,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "Files of a skill")
          @Nullable List<AgentSpec.SkillFile> skillFiles) {}

  /** What a run on somebody's own machine needs. */
  @Schema(name = "AgentDownload", description = "What a run on one's own machine needs")
  public record Download(
      @Schema(
              enumeration = {"prompt", "tool", "agent", "skill"},
              description = "What it is")
          String type,
      @Schema(description = "Its name") String name,
      @Schema(description = "Like v3") String version,
      @Schema(description = "What it does") @Nullable String description,
      @Schema(description = "Prompt or knowledge") @Nullable String prompt,
      @Schema(description = "JSON Schema of the input", implementation = Object.class)
          @Nullable JsonNode inputSchema,
      @Schema(description = "JSON Schema of the output", implementation = Object.class)
          @Nullable JsonNode outputSchema,
      @Schema(description = "Providers of language models it works with")
          List<String> supportedProviders,
      @Schema(description = "Model by provider") Map<String, String> defaultModels,
      @Schema(
              enumeration = {"on_demand", "always_on"},
              description = "Answers calls, or runs always")
          String runMode,
      @Schema(
              enumeration = {"direct_llm", "managed_loop", "code_runtime"},
              description = "What runs it; null for a skill")
          @Nullable String executionEngine,
      @Schema(description = "How the program is started") AgentSpec.@Nullable Runtime runtime,
      @Schema(description = "The loop in which a model uses tools") AgentSpec.@Nullable Loop loop,
      @Schema(description = "May other agents call it") boolean callable,
      @Schema(description = "Where its source is") @Nullable String sourceUrl,
      @Schema(description = "Command that runs it locally") @Nullable String runCommand,
      @Schema(description = "File of the bundle that is started") @Nullable String entrypoint,
      @Schema(description = "Files of a skill") List<AgentSpec.SkillFile> files,
      @Schema(description = "Whether there is a zip to fetch") boolean hasBundle,
      @Schema(description = "Agents it calls", implementation = Object.class) JsonNode dependencies,
      @Schema(description = "Skills that are added to its prompt") List<String> defaultSkills,
      @Schema(description = "Callers can't change the skills") boolean skillsLocked,
      @Schema(
              description = "Dependencies and rules for calling them",
              implementation = Object.class)
          @Nullable JsonNode manifest) {}
}
