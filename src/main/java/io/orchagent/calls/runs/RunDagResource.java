package io.orchagent.calls.runs;

import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The runs that called each other. */
@Path("/workspaces/{id}/runs/{run_id}/dag")
@Tag(name = "Runs")
@RunOnVirtualThread
public class RunDagResource {
  private final RunDags dags;
  private final CurrentCaller caller;

  RunDagResource(RunDags dags, CurrentCaller caller) {
    this.dags = dags;
    this.caller = caller;
  }

  @GET
  @Member
  @Operation(
      operationId = "getRunDag",
      summary = "Get the runs that called each other",
      description =
          "All runs of the tree that the run is in, from its top, each with what it used itself and"
              + " what it and all below it used.")
  public RunDagApi.View get(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("run_id") @Parameter(description = "Id of any run of the tree") String runId) {
    return dags.of(caller.principal().workspaceId(), PathId.parse(runId, "Run"));
  }
}
