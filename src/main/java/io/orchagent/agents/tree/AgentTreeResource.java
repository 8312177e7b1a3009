package io.orchagent.agents.tree;

import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What a version depends on. */
@Path("/agents/{org}/{agent}/{version}/tree")
@Tag(name = "Agent Management")
@RunOnVirtualThread
public class AgentTreeResource {
  private final AgentTrees trees;
  private final CurrentCaller caller;

  AgentTreeResource(AgentTrees trees, CurrentCaller caller) {
    this.trees = trees;
    this.caller = caller;
  }

  @GET
  @Member
  @Operation(
      operationId = "getAgentTree",
      summary = "Get the dependency tree of an agent",
      description =
          "The agents that a version calls and the skills it brings, all the way down. A version"
              + " that comes again is unfolded only the first time.")
  public AgentTreeApi.Part get(
      @RestPath
          @Parameter(description = "Slug of the workspace that published it", example = "acme")
          String org,
      @RestPath @Parameter(description = "Name of the agent", example = "scanner") String agent,
      @RestPath @Parameter(description = "`vN`, or `latest`", example = "v1") String version) {
    return trees.of(caller.principal().workspaceId(), org, agent, version);
  }
}
