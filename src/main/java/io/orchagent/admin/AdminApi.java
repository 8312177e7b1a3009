package io.orchagent.admin;

import io.orchagent.agents.AllowedHosts;
import io.orchagent.platform.http.PatchField;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

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
}
