package io.orchagent.calls.runs;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** The runs of a workspace. */
@Path("/workspaces/{id}/runs")
@Tag(name = "Runs")
@RunOnVirtualThread
public class RunResource {
  private final Runs runs;
  private final CurrentCaller caller;

  RunResource(Runs runs, CurrentCaller caller) {
    this.runs = runs;
    this.caller = caller;
  }

  @GET
  @Member
  @Operation(
      operationId = "listRuns",
      summary = "List the runs of a workspace",
      description = "Newest first.")
  public Page<RunApi.View> list(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @BeanParam RunFilter filter,
      @BeanParam PageQuery page) {
    return runs.list(workspace(), filter.checked(), page.page());
  }

  @GET
  @Member
  @Path("/{run_id}")
  @Operation(
      operationId = "getRun",
      summary = "Get a run",
      description = "With its input and output, as long as they are kept.")
  public RunApi.Detail get(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("run_id") @Parameter(description = "Id of the run") String runId) {
    return runs.get(workspace(), PathId.parse(runId, "Run"));
  }

  @GET
  @Member
  @Path("/{run_id}/logs")
  @Operation(
      operationId = "getRunLogs",
      summary = "Get what a run wrote",
      description = "The end of its standard output and standard error.")
  public RunApi.Logs logs(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("run_id") @Parameter(description = "Id of the run") String runId) {
    return runs.logs(workspace(), PathId.parse(runId, "Run"));
  }

  @POST
  @Member
  @Path("/{run_id}/cancel")
  @ResponseStatus(202)
  @Operation(
      operationId = "cancelRun",
      summary = "Cancel a run",
      description =
          "A queued run ends at once and gives its unit of the quota back; a running one ends"
              + " within a second, and who waits for it gets 409 `CANCELLED`.")
  @APIResponse(responseCode = "202", description = "The run, which ends now")
  @APIResponse(responseCode = "409", description = "The run has ended already")
  public RunApi.View cancel(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("run_id") @Parameter(description = "Id of the run") String runId) {
    // A queued run gives its unit back: the answer tells the quota as it is afterwards
    caller.takeQuota();
    return runs.cancel(workspace(), PathId.parse(runId, "Run"));
  }

  private UUID workspace() {
    return caller.principal().workspaceId();
  }
}
