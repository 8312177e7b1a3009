package io.orchagent.usage.reports;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The calls of a workspace, one by one. */
@Path("/usage/logs")
@Tag(name = "Usage")
@RunOnVirtualThread
public class UsageLogResource {
  private final CallLogAnswers answers;
  private final CurrentCaller caller;

  UsageLogResource(CallLogAnswers answers, CurrentCaller caller) {
    this.answers = answers;
    this.caller = caller;
  }

  @GET
  @Member
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "listUsageLogs",
      summary = "List your calls",
      description = CallLogAnswers.NEWEST_FIRST)
  public Page<UsageApi.Call> list(@BeanParam UsageFilter filter, @BeanParam CallLogQuery query) {
    return answers.page(workspace(), false, filter, query, UsageApi.Call::of);
  }

  @GET
  @Member
  @Path("/export")
  @Produces("text/csv")
  @Operation(
      operationId = "exportUsageLogs",
      summary = "Export your calls",
      description = CallLogAnswers.FILE)
  public RestResponse<InputStream> export(@BeanParam UsageFilter filter) {
    return answers.file(
        answers.asked(workspace(), false, filter),
        CallLines.OF_CALLER,
        CallLines::ofCaller,
        "usage.csv");
  }

  private UUID workspace() {
    return caller.principal().workspaceId();
  }
}
