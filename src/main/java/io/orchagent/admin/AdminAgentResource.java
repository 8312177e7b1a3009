package io.orchagent.admin;

import io.orchagent.agents.AllowedHosts;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.Admin;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Agents of all workspaces, for administrators. */
@Path("/admin/agents/{id}")
@Tag(name = "Administration")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AdminAgentResource {
  private final AllowedHosts hosts;

  AdminAgentResource(AllowedHosts hosts) {
    this.hosts = hosts;
  }

  @GET
  @Admin
  @Operation(
      operationId = "getAgentAsAdmin",
      summary = "Get an agent of any workspace",
      description = "A version and what its agent may reach. Administrators only.")
  public AdminApi.AgentView get(@RestPath String id) {
    return AdminApi.AgentView.of(hosts.of(PathId.parse(id, "Agent")));
  }

  @PATCH
  @Admin
  @Operation(
      operationId = "changeAgentAsAdmin",
      summary = "Let an agent reach more hosts",
      description =
          "The hosts count for all versions of the agent, later ones too, from the next run on."
              + " Administrators only.")
  public AdminApi.AgentView change(@RestPath String id, AdminApi.AgentPatch body) {
    UUID agent = PathId.parse(id, "Agent");
    if (!body.allowedHosts().present()) {
      return AdminApi.AgentView.of(hosts.of(agent));
    }
    return AdminApi.AgentView.of(hosts.change(agent, body.allowedHosts().value()));
  }
}
