package io.orchagent.schedules;

import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Owner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The secrets of schedules, and whether alerts arrive. */
@Path("/workspaces/{id}/schedules/{schedule_id}")
@Tag(name = "Schedules")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ScheduleSecretResource {
  private final Schedules schedules;
  private final AlertTests tests;
  private final CurrentCaller caller;

  ScheduleSecretResource(Schedules schedules, AlertTests tests, CurrentCaller caller) {
    this.schedules = schedules;
    this.tests = tests;
    this.caller = caller;
  }

  @POST
  @Owner
  @Path("/regenerate-webhook")
  @Operation(
      operationId = "regenerateScheduleWebhook",
      summary = "Give a webhook another address",
      description = "webhook_url is shown now and never again; the old one ends. Owners only.")
  public ScheduleApi.View regenerate(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("schedule_id") @Parameter(description = "Id of the schedule") String scheduleId) {
    return schedules.regenerate(
        caller.principal().workspaceId(), PathId.parse(scheduleId, "Schedule"));
  }

  @POST
  @Owner
  @Path("/rotate-alert-secret")
  @Operation(
      operationId = "rotateScheduleAlertSecret",
      summary = "Sign alerts with another secret",
      description = "alert_signing_secret is shown now and never again. Owners only.")
  public ScheduleApi.View rotate(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("schedule_id") @Parameter(description = "Id of the schedule") String scheduleId) {
    return schedules.rotateAlertSecret(
        caller.principal().workspaceId(), PathId.parse(scheduleId, "Schedule"));
  }

  @POST
  @Owner
  @Path("/test-alert")
  @Operation(
      operationId = "testScheduleAlert",
      summary = "Send an alert to see whether it arrives",
      description = "An event of its own, `schedule.test`, signed as alerts are. Owners only.")
  public ScheduleApi.AlertTest testAlert(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("schedule_id") @Parameter(description = "Id of the schedule") String scheduleId) {
    return tests.send(caller.principal().workspaceId(), PathId.parse(scheduleId, "Schedule"));
  }
}
