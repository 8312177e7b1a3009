package io.orchagent.usage.reports;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.QueryValue;
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

/** The calls of a workspace, in sums. */
@Path("/usage")
@Tag(name = "Usage")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class UsageResource {
  private final UsageReports reports;
  private final CurrentCaller caller;

  UsageResource(UsageReports reports, CurrentCaller caller) {
    this.reports = reports;
    this.caller = caller;
  }

  @GET
  @Member
  @Operation(
      operationId = "getUsage",
      summary = "Get your usage",
      description = "The calls of a period in one, and what is left of today's quota.")
  public UsageApi.Summary summary(@BeanParam UsageFilter filter) {
    return reports.summary(caller.principal(), filter);
  }

  @GET
  @Member
  @Path("/timeseries")
  @Operation(
      operationId = "getUsageTimeseries",
      summary = "Get your usage over time",
      description = "Hours, days or weeks in their order, those without calls too.")
  public Page<UsageApi.Period> timeseries(
      @RestQuery @Parameter(description = "hour, day (the default) or week")
          @Nullable String interval,
      @BeanParam UsageFilter filter) {
    return Page.whole(reports.series(workspace(), filter, interval(interval)));
  }

  @GET
  @Member
  @Path("/breakdown")
  @Operation(
      operationId = "getUsageBreakdown",
      summary = "Break your usage down",
      description = "The most calls first.")
  public Page<UsageApi.Group> breakdown(
      @RestQuery("group_by")
          @Parameter(
              description = "agent (the default), version, provider, model, trigger or status")
          @Nullable String groupBy,
      @BeanParam UsageFilter filter,
      @BeanParam PageQuery page) {
    return reports.breakdown(workspace(), filter, grouping(groupBy), page.page());
  }

  @GET
  @Member
  @Path("/tenants")
  @Operation(
      operationId = "listUsageTenants",
      summary = "Get your usage by tenant",
      description = "By the `X-Orchagent-Tenant` of the calls, the most calls first.")
  public Page<UsageApi.Tenant> tenants(@BeanParam UsageFilter filter, @BeanParam PageQuery page) {
    return reports.tenants(workspace(), filter, page.page());
  }

  @GET
  @Member
  @Path("/compute")
  @Operation(
      operationId = "getComputeUsage",
      summary = "Get your time in the sandbox",
      description = "How long agents' code ran for you.")
  public UsageApi.Compute compute(@BeanParam UsageFilter filter) {
    return reports.compute(caller.principal(), filter);
  }

  static Grouping interval(@Nullable String interval) {
    return Grouping.of(QueryValue.word("interval", interval, Grouping.INTERVALS).orElse("day"));
  }

  static Grouping grouping(@Nullable String groupBy) {
    return Grouping.of(QueryValue.word("group_by", groupBy, Grouping.BREAKDOWNS).orElse("agent"));
  }

  private UUID workspace() {
    return caller.principal().workspaceId();
  }
}
