package io.orchagent.schedules;

import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.http.idempotency.IdempotencyKey;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Owner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What owners do with a schedule beside changing it. */
@Path("/workspaces/{id}/schedules/{schedule_id}")
@Tag(name = "Schedules")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TriggerResource {
  private final Triggers triggers;
  private final CurrentCaller caller;
  private final TriggerRequests requests;
  private final RequestContext request;

  TriggerResource(
      Triggers triggers, CurrentCaller caller, TriggerRequests requests, RequestContext request) {
    this.triggers = triggers;
    this.caller = caller;
    this.requests = requests;
    this.request = request;
  }

  @POST
  @Owner
  @Path("/trigger")
  @Operation(
      operationId = "triggerSchedule",
      summary = "Run a schedule now",
      description =
          "Answers when the run has ended, well or not; with `Prefer: respond-async` at once. It"
              + " takes a unit of the quota like any call. Owners only.")
  @RequestBody(
      description = "Nothing, or the input of this run, at most 1 MiB",
      required = false,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ScheduleApi.Trigger.class)))
  @APIResponse(
      responseCode = "200",
      description = "How the run ended",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ScheduleApi.Triggered.class)))
  @APIResponse(
      responseCode = "202",
      description = "Queued",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ScheduleApi.Triggered.class)))
  @APIResponse(responseCode = "429", description = "The quota of the day, or too many at once")
  public RestResponse<ScheduleApi.Triggered> trigger(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("schedule_id") @Parameter(description = "Id of the schedule") String scheduleId,
      @RestHeader(IdempotencyKey.HEADER)
          @Parameter(
              description = "The same request under the same key makes one run in 24 hours",
              schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
          @Nullable String idempotencyKey,
      @RestHeader("Prefer")
          @Parameter(description = "`respond-async` queues the run and answers 202")
          @Nullable String prefer,
      @Context HttpHeaders headers,
      InputStream body)
      throws IOException {
    UUID schedule = PathId.parse(scheduleId, "Schedule");
    Triggers.Wish wish = requests.wish(headers);
    String input = requests.input(body.readNBytes(TriggerRequests.MOST_BYTES + 1), headers);
    return requests.answer(triggers.manually(caller.principal(), schedule, input, wish, request));
  }
}
