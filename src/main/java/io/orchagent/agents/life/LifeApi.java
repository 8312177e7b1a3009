package io.orchagent.agents.life;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orchagent.agents.AgentApi;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is asked and answered about the life of versions. */
public final class LifeApi {
  private LifeApi() {}

  /** What a deletion would touch. */
  @Schema(name = "DeleteCheckResponse", description = "What deleting would touch")
  public record DeleteCheck(
      @Schema(description = "The version asked about") String agentId,
      @Schema(description = "Its name") String agentName,
      @Schema(description = "People who starred this version, or any with mode=all_versions")
          int starsCount,
      @Schema(description = "Copies made of this version, or of all with mode=all_versions")
          int forkCount,
      @Schema(description = "Whether confirmation_name is needed: at 10 stars or 1 fork")
          boolean requiresConfirmation,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "How many versions would go; with mode=all_versions only")
          @Nullable Integer versionCount,
      @Schema(description = "Schedules that start what would go") int schedulesCount,
      @Schema(description = "Services of what would go; running ones refuse it")
          int servicesCount) {}

  /** What was deleted. */
  @Schema(name = "DeleteAgentResponse", description = "What was deleted")
  public record Removed(
      @Schema(description = "Always true") boolean deleted,
      @Schema(description = "The version that was named") String agentId,
      @Schema(description = "Its name") String agentName,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "How many versions went; with mode=all_versions only")
          @Nullable Integer versionCount) {}

  /** What came back. */
  @Schema(name = "RestoreAgentResponse", description = "What was restored")
  public record Restored(
      @Schema(description = "Always true") boolean restored,
      @Schema(description = "The version that was named") String agentId,
      @Schema(description = "Its name") String agentName,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "How many versions came back; with mode=all_versions only")
          @Nullable Integer versionCount) {}

  /** Where a copy is wanted. */
  @RegisterForReflection
  @Schema(name = "ForkAgentRequest", description = "Where a copy is wanted, and under which name")
  public record Fork(
      @Schema(description = "A workspace of yours; the selected one when left out")
          @Nullable String workspaceId,
      @Schema(description = "Name of the copy; the source's when left out")
          @Nullable String newName) {
    static final Fork HERE = new Fork(null, null);
  }

  /** A copy. */
  @Schema(name = "ForkAgentResponse", description = "The copy")
  public record Forked(
      @Schema(description = "The copy: v1, private, free") AgentApi.View agent,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "Its service key, shown only now; with dependencies only")
          @Nullable String serviceKey,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "First characters of the service key")
          @Nullable String serviceKeyPrefix) {}

  /** What a transfer would touch. */
  @Schema(name = "TransferCheck", description = "What moving an agent would touch")
  public record TransferCheck(
      @Schema(description = "The version asked about") String agentId,
      @Schema(description = "Its name") String agentName,
      @Schema(description = "How many versions would move; deleted ones go along uncounted")
          int versionCount,
      @Schema(description = "Schedules that would be disabled") int schedulesCount,
      @Schema(description = "Services of it; running ones refuse it") int servicesCount,
      @Schema(description = "Service keys that would be revoked") int keysCount,
      @Schema(description = "Always true: confirmation_name is the agent's name")
          boolean requiresConfirmation) {}

  /** Where an agent is to go. */
  @Schema(name = "TransferAgentRequest", description = "Where an agent is to go")
  public record Transfer(
      @Schema(description = "A workspace that you own", required = true)
          @Nullable String targetWorkspaceId,
      @Schema(description = "The agent's name, so that it is the right one", required = true)
          @Nullable String confirmationName) {}

  /** Where an agent went. */
  @Schema(name = "TransferAgentResponse", description = "Where an agent went")
  public record Transferred(
      @Schema(description = "Always true") boolean transferred,
      @Schema(description = "The version that was named") String agentId,
      @Schema(description = "Its name") String agentName,
      @Schema(description = "The workspace that it belongs to now") String workspaceId,
      @Schema(description = "How many versions moved; deleted ones went along uncounted")
          int versionCount,
      @Schema(description = "Schedules that were disabled") int schedulesDisabled,
      @Schema(description = "Service keys that were revoked") int keysRevoked) {}
}
