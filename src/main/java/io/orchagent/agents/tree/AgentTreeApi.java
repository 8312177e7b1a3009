package io.orchagent.agents.tree;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is answered about what a version depends on. */
public final class AgentTreeApi {
  private AgentTreeApi() {}

  /** A version and what it depends on. */
  @Schema(name = "AgentTree", description = "A version, its skills, and the versions it calls")
  @RegisterForReflection
  public record Part(
      @Schema(description = "Id of the version") UUID id,
      @Schema(description = "The agent", examples = "acme/scanner") String agent,
      @Schema(description = "Its version", examples = "v1") String version,
      @Schema(
              enumeration = {"prompt", "tool", "agent", "skill"},
              description = "What it is")
          String type,
      @Schema(
              enumeration = {"direct_llm", "managed_loop", "code_runtime"},
              description = "What runs it; null for a skill")
          @Nullable String executionEngine,
      @Schema(description = "May other agents call it") boolean callable,
      @Schema(description = "The skills it brings, in their order") List<Skill> skills,
      @Schema(description = "The versions it calls, in the order of its manifest")
          List<Part> dependencies,
      @Schema(
              description =
                  "How many of its skills and dependencies are not listed because they are deleted"
                      + " or you can't see them")
          int hidden,
      @Schema(
              enumeration = {"private", "repeated", "limit"},
              description =
                  "Why its skills and dependencies are not listed: they are inside of another"
                      + " workspace's agent; it is unfolded elsewhere in this tree; the tree is too"
                      + " large. Null when they are")
          @Nullable String omitted) {}

  /** A skill of a version. */
  @Schema(name = "AgentTreeSkill", description = "A skill that a version brings")
  @RegisterForReflection
  public record Skill(
      @Schema(description = "Id of the skill's version") UUID id,
      @Schema(description = "The skill", examples = "acme/style") String skill,
      @Schema(description = "The version that a call is given now", examples = "v2") String version,
      @Schema(description = "False when the newest version is taken, whichever it is")
          boolean pinned) {}
}
