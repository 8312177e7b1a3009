package io.orchagent.admin;

import io.orchagent.agents.AllowedHosts;
import io.orchagent.platform.http.PatchField;
import io.orchagent.workspaces.Terms;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of administration. */
public final class AdminApi {
  static final int MAX_HOSTS = 50;

  private AdminApi() {}

  /** A version, as an administrator sees it. */
  @Schema(name = "AdminAgent", description = "A version of an agent, as an administrator sees it")
  public record AgentView(
      @Schema(description = "Id of the version") UUID id,
      @Schema(description = "Id of the workspace that published it") UUID workspaceId,
      @Schema(description = "Slug of that workspace", examples = "acme") String org,
      @Schema(description = "Name of the agent", examples = "scanner") String name,
      @Schema(description = "Its version", examples = "v3") String version,
      @Schema(description = "prompt, tool, agent or skill", examples = "tool") String type,
      @Schema(description = "Whether everybody may call it") boolean isPublic,
      @Schema(
              description =
                  "Hosts that all versions of this agent may reach, beside those that all agents"
                      + " may")
          List<String> allowedHosts) {
    static AgentView of(AllowedHosts.Subject subject) {
      return new AgentView(
          subject.id(),
          subject.workspaceId(),
          subject.org(),
          subject.name(),
          "v" + subject.version(),
          subject.type(),
          subject.isPublic(),
          subject.hosts());
    }
  }

  /** What an administrator decides about an agent. */
  @Schema(name = "AdminAgentPatch", description = "What to change; absent fields stay as they are")
  public record AgentPatch(
      @Schema(
              description =
                  "Hosts that all versions of this agent may reach, at most 50, instead of those"
                      + " before",
              type = SchemaType.ARRAY,
              implementation = String.class)
          PatchField<
                  @NotNull(message = "must be a list; send [] for none")
                      @Size(max = MAX_HOSTS, message = "must be at most 50") List<
                      @HostName String>>
              allowedHosts) {}

  /** A workspace, as an administrator sees it. */
  @Schema(name = "AdminWorkspace", description = "A workspace, as an administrator sees it")
  public record WorkspaceView(
      @Schema(description = "Id of the workspace") UUID id,
      @Schema(description = "Display name") String name,
      @Schema(description = "First path segment of its agents' addresses") String slug,
      @Schema(description = "personal or team", examples = "team") String type,
      @Schema(description = "Name of its plan", examples = "free") String plan,
      @Schema(description = "Limits that it has instead of its plan's, by name")
          Map<String, Long> ownLimits,
      @Schema(
              description =
                  "The limits that count, by name; times in seconds, sizes in bytes; what is not"
                      + " there is without limit")
          Map<String, Long> limits,
      @Schema(description = "Id of the person whose workspace it is") UUID ownerUserId,
      @Schema(description = "When it was made, UTC") Instant createdAt) {
    static WorkspaceView of(Terms.Agreed agreed) {
      return new WorkspaceView(
          agreed.id(),
          agreed.name(),
          agreed.slug(),
          agreed.type(),
          agreed.plan(),
          agreed.ownLimits(),
          agreed.limits(),
          agreed.ownerUserId(),
          agreed.createdAt());
    }
  }

  /** What an administrator decides about a workspace. */
  @Schema(
      name = "AdminWorkspacePatch",
      description = "What to change; absent fields stay as they are")
  public record WorkspacePatch(
      @Schema(
              description = "Name of a plan that is configured",
              implementation = String.class,
              examples = "pro")
          PatchField<String> plan,
      @Schema(
              description =
                  "Limits of its own by name: calls_per_day, concurrent_calls,"
                      + " paid_calls_per_day, max_call_seconds, queued_calls, cron_schedules,"
                      + " services, service_instances, members, workspaces, storage_namespaces,"
                      + " storage_documents, storage_document_bytes, storage_bytes; null for the"
                      + " plan's again",
              type = SchemaType.OBJECT,
              implementation = Object.class)
          PatchField<Map<String, Long>> limits) {}

  /** Credits that an administrator gives or takes. */
  @Schema(name = "AdminCreditAdjustment", description = "Credits to give or to take")
  public record CreditAdjustment(
      @Schema(
              description = "Whole cents, not 0; below 0 they are taken",
              required = true,
              examples = "500")
          @Nullable Long amountCents,
      @Schema(
              description = "Why, 1 to 300 characters; the workspace's owners see it",
              required = true,
              examples = "Welcome")
          @Nullable String reason) {}
}
