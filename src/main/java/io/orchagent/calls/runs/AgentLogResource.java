package io.orchagent.calls.runs;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.QueryValue;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The execution logs of an agent, for the workspace that published it. */
@Path("/agents/{agent_id}/logs")
@Tag(name = "Agent Management")
@RunOnVirtualThread
public class AgentLogResource {
  private final Runs runs;
  private final CurrentCaller caller;

  AgentLogResource(Runs runs, CurrentCaller caller) {
    this.runs = runs;
    this.caller = caller;
  }

  @GET
  @Member
  @Operation(
      operationId = "getAgentLogs",
      summary = "Get the execution logs of an agent",
      description =
          "Newest first. Of calls from other workspaces: how they ended, not what they wrote.")
  public Page<RunApi.ExecutionLog> list(
      @RestPath("agent_id") @Parameter(description = "Id of the agent's version") String agentId,
      @RestQuery
          @Parameter(
              description = "How many to return",
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      minimum = "1",
                      maximum = "200",
                      defaultValue = "50"))
          @Nullable String limit,
      @RestQuery
          @Parameter(
              description = "Only runs created before this time",
              schema = @Schema(type = SchemaType.STRING, format = "date-time"))
          @Nullable String before) {
    return runs.ofAgent(
        caller.principal().workspaceId(),
        PathId.parse(agentId, "Agent"),
        QueryValue.instant("before", before),
        QueryValue.integer("limit", limit, PageRequest.DEFAULT_LIMIT, 1, PageRequest.MAX_LIMIT));
  }
}
