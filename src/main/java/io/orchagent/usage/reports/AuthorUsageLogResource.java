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
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The calls of a workspace's agents, one by one. */
@Path("/author-usage/logs")
@Tag(name = "Author Usage")
@RunOnVirtualThread
public class AuthorUsageLogResource {
  private final CallLogAnswers answers;
  private final Pseudonyms pseudonyms;
  private final CurrentCaller caller;

  AuthorUsageLogResource(CallLogAnswers answers, Pseudonyms pseudonyms, CurrentCaller caller) {
    this.answers = answers;
    this.pseudonyms = pseudonyms;
    this.caller = caller;
  }

  @GET
  @Member
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "listAuthorUsageLogs",
      summary = "List the calls of your agents",
      description = CallLogAnswers.NEWEST_FIRST)
  public Page<AuthorUsageApi.Call> list(
      @BeanParam UsageFilter filter, @BeanParam CallLogQuery query) {
    return answers.page(workspace(), true, filter, query, view());
  }

  @GET
  @Member
  @Path("/export")
  @Produces("text/csv")
  @Operation(
      operationId = "exportAuthorUsageLogs",
      summary = "Export the calls of your agents",
      description = CallLogAnswers.FILE)
  public RestResponse<InputStream> export(@BeanParam UsageFilter filter) {
    return answers.file(
        answers.asked(workspace(), true, filter),
        CallLines.OF_AUTHOR,
        view().andThen(CallLines::ofAuthor),
        "author-usage.csv");
  }

  private Function<CallLogQueries.Call, AuthorUsageApi.Call> view() {
    Pseudonyms.Names names = pseudonyms.of(workspace());
    return call -> AuthorUsageApi.Call.of(call, names.of(call.workspaceId()));
  }

  private UUID workspace() {
    return caller.principal().workspaceId();
  }
}
