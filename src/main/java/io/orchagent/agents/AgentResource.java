package io.orchagent.agents;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.QueryValue;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.orchagent.platform.security.Principal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The versions of a workspace. */
@Path("/agents")
@Tag(name = "Agent Management")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AgentResource {
  private final Agents agents;
  private final CurrentCaller caller;
  private final Reach reach;

  AgentResource(Agents agents, CurrentCaller caller, Reach reach) {
    this.agents = agents;
    this.caller = caller;
    this.reach = reach;
  }

  @GET
  @Member
  @Operation(
      operationId = "listAgents",
      summary = "List your agents",
      description = "All versions of the workspace's agents, newest first.")
  public Page<AgentApi.View> list(
      @Parameter(description = "Only versions of this agent") @RestQuery @Nullable String name,
      @Parameter(description = "prompt, tool, agent or skill") @RestQuery @Nullable String type,
      @Parameter(description = "true: only the newest version of each") @RestQuery("latest_only")
          @Nullable String latestOnly,
      @Parameter(description = "Another workspace of yours") @RestQuery("workspace_id")
          @Nullable String workspaceId,
      @BeanParam PageQuery query) {
    AgentQueries.Filter filter =
        new AgentQueries.Filter(
            QueryValue.text("name", name, 50).orElse(null),
            QueryValue.word("type", type, List.of("prompt", "tool", "agent", "skill")).orElse(null),
            QueryValue.flag("latest_only", latestOnly, false));
    return agents.list(workspace(workspaceId), filter, query.page());
  }

  @GET
  @Path("/{id}")
  @Member
  @Operation(operationId = "getAgent", summary = "Get agent", description = "One version.")
  public AgentApi.View get(@RestPath String id) {
    return agents.get(caller.principal().workspaceId(), PathId.parse(id, "Agent"));
  }

  @PATCH
  @Path("/{id}")
  @Member
  @Operation(
      operationId = "updateAgent",
      summary = "Update agent",
      description =
          "Changes what may change of a version. Code, prompt, schemas and the like never change:"
              + " publish a new version.")
  public AgentApi.View change(@RestPath String id, AgentApi.Patch body) {
    return agents.change(caller.principal(), PathId.parse(id, "Agent"), body);
  }

  private UUID workspace(@Nullable String raw) {
    Principal principal = caller.principal();
    UUID wanted = QueryValue.id("workspace_id", raw).orElse(principal.workspaceId());
    return reach.membership(principal, wanted).workspaceId();
  }
}
