package io.orchagent.schedules;

import io.orchagent.platform.http.Deleted;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.orchagent.platform.security.Owner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** The schedules of a workspace. */
@Path("/workspaces/{id}/schedules")
@Tag(name = "Schedules")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ScheduleResource {
  private final Schedules schedules;
  private final CurrentCaller caller;
  private final RequestContext request;

  ScheduleResource(Schedules schedules, CurrentCaller caller, RequestContext request) {
    this.schedules = schedules;
    this.caller = caller;
    this.request = request;
  }

  @GET
  @Member
  @Operation(
      operationId = "listSchedules",
      summary = "List schedules",
      description = "Cron and webhook schedules of the workspace, newest first.")
  public Page<ScheduleApi.View> list(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @BeanParam ScheduleFilter filter,
      @BeanParam PageQuery page) {
    return schedules.list(workspace(), filter.checked(), page.page());
  }

  @POST
  @Owner
  @ResponseStatus(201)
  @Operation(
      operationId = "createSchedule",
      summary = "Create a schedule",
      description =
          "Of an agent of the workspace, or of a public one. `metadata.next_runs` has the next five"
              + " due instants; webhook_url and alert_signing_secret are shown now and never"
              + " again. Owners only.")
  public ScheduleApi.View create(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      ScheduleApi.Create body) {
    return shown(schedules.create(caller.principal(), body));
  }

  @GET
  @Member
  @Path("/{schedule_id}")
  @Operation(
      operationId = "getSchedule",
      summary = "Get a schedule",
      description = "`metadata.next_runs` has the next five due instants of a cron schedule.")
  public ScheduleApi.View get(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("schedule_id") @Parameter(description = "Id of the schedule") String scheduleId) {
    return shown(schedules.get(workspace(), schedule(scheduleId)));
  }

  @PATCH
  @Owner
  @Path("/{schedule_id}")
  @Operation(
      operationId = "updateSchedule",
      summary = "Change a schedule",
      description =
          "What is left out stays. Enabling it forgets its failures. Its agent and type stay: make"
              + " another one instead. Owners only.")
  public ScheduleApi.View change(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("schedule_id") @Parameter(description = "Id of the schedule") String scheduleId,
      ScheduleApi.Patch body) {
    return shown(schedules.change(caller.principal(), schedule(scheduleId), body));
  }

  @DELETE
  @Owner
  @Path("/{schedule_id}")
  @Operation(
      operationId = "deleteSchedule",
      summary = "Delete a schedule",
      description =
          "It starts no run any more; those that were started go on. Its runs and events can still"
              + " be read. Owners only.")
  public Deleted delete(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("schedule_id") @Parameter(description = "Id of the schedule") String scheduleId) {
    schedules.delete(workspace(), schedule(scheduleId));
    return Deleted.yes();
  }

  private UUID workspace() {
    return caller.principal().workspaceId();
  }

  private static UUID schedule(String raw) {
    return PathId.parse(raw, "Schedule");
  }

  private ScheduleApi.View shown(Schedules.Shown shown) {
    request.metadata("next_runs", shown.next().stream().map(Instant::toString).toList());
    return shown.view();
  }
}
