package io.orchagent.schedules;

import io.orchagent.calls.runs.RunApi;
import io.orchagent.calls.runs.RunFilter;
import io.orchagent.calls.runs.Runs;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.PathId;
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
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What schedules did; kept when they are deleted. */
@Path("/workspaces/{id}/schedules/{schedule_id}")
@Tag(name = "Schedules")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ScheduleHistoryResource {
  private final Schedules schedules;
  private final Runs runs;
  private final CurrentCaller caller;

  ScheduleHistoryResource(Schedules schedules, Runs runs, CurrentCaller caller) {
    this.schedules = schedules;
    this.runs = runs;
    this.caller = caller;
  }

  @GET
  @Member
  @Path("/runs")
  @Operation(
      operationId = "listScheduleRuns",
      summary = "List the runs of a schedule",
      description = "Newest first, as long as runs are kept; also of a deleted schedule.")
  public Page<RunApi.View> runs(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("schedule_id") @Parameter(description = "Id of the schedule") String scheduleId,
      @RestQuery @Parameter(description = "Only in this status") @Nullable String status,
      @BeanParam PageQuery page) {
    UUID schedule = PathId.parse(scheduleId, "Schedule");
    String only = QueryValue.word("status", status, RunFilter.STATUSES).orElse(null);
    schedules.checkExisted(workspace(), schedule);
    return runs.ofSchedule(workspace(), schedule, only, page.page());
  }

  @GET
  @Member
  @Path("/events")
  @Operation(
      operationId = "listScheduleEvents",
      summary = "List the events of a schedule",
      description = "Newest first, as long as events are kept; also of a deleted schedule.")
  public Page<ScheduleApi.EventView> events(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("schedule_id") @Parameter(description = "Id of the schedule") String scheduleId,
      @BeanParam PageQuery page) {
    return schedules.events(workspace(), PathId.parse(scheduleId, "Schedule"), page.page());
  }

  private UUID workspace() {
    return caller.principal().workspaceId();
  }
}
