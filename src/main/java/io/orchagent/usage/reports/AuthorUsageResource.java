package io.orchagent.usage.reports;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The calls of a workspace's agents, whoever made them, in sums. */
@Path("/author-usage")
@Tag(name = "Author Usage")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AuthorUsageResource {
  private final UsageReports reports;
  private final CurrentCaller caller;

  AuthorUsageResource(UsageReports reports, CurrentCaller caller) {
    this.reports = reports;
    this.caller = caller;
  }

  @GET
  @Member
  @Operation(
      operationId = "getAuthorUsage",
      summary = "Get the usage of your agents",
      description = "The calls that others and you yourself made, in one, and what they earned.")
  public AuthorUsageApi.Summary summary(@BeanParam UsageFilter filter) {
    return reports.authorSummary(workspace(), filter);
  }

  @GET
  @Member
  @Path("/timeseries")
  @Operation(
      operationId = "getAuthorUsageTimeseries",
      summary = "Get the usage of your agents over time",
      description = "Hours, days or weeks in their order, those without calls too.")
  public Page<AuthorUsageApi.Period> timeseries(
      @RestQuery @Parameter(description = "hour, day (the default) or week")
          @Nullable String interval,
      @BeanParam UsageFilter filter) {
    return Page.whole(reports.authorSeries(workspace(), filter, UsageResource.interval(interval)));
  }

  @GET
  @Member
  @Path("/breakdown")
  @Operation(
      operationId = "getAuthorUsageBreakdown",
      summary = "Break the usage of your agents down",
      description = "The most calls first.")
  public Page<AuthorUsageApi.Group> breakdown(
      @RestQuery("group_by")
          @Parameter(
              description = "agent (the default), version, provider, model, trigger or status")
          @Nullable String groupBy,
      @BeanParam UsageFilter filter,
      @BeanParam PageQuery page) {
    return reports.authorBreakdown(
        workspace(), filter, UsageResource.grouping(groupBy), page.page());
  }

  private UUID workspace() {
    return caller.principal().workspaceId();
  }
}
