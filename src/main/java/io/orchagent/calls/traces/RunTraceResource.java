package io.orchagent.calls.traces;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What happened in a run, step by step. */
@Path("/workspaces/{id}/runs/{run_id}/trace")
@Tag(name = "Runs")
@RunOnVirtualThread
public class RunTraceResource {
  private final Traces traces;
  private final CurrentCaller caller;

  RunTraceResource(Traces traces, CurrentCaller caller) {
    this.traces = traces;
    this.caller = caller;
  }

  @GET
  @Member
  @Operation(
      operationId = "getRunTrace",
      summary = "Get the trace of a run",
      description =
          "The calls of models and tools, decisions, fallbacks, violations and errors of a run of"
              + " a prompt or a loop, in their order; of a loop that goes on, those so far. Kept as"
              + " long as inputs and outputs.")
  public Page<TraceApi.Event> list(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("run_id") @Parameter(description = "Id of the run") String runId,
      @BeanParam PageQuery page) {
    return traces.list(caller.principal().workspaceId(), PathId.parse(runId, "Run"), page.page());
  }
}
