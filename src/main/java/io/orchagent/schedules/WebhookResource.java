package io.orchagent.schedules;

import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.http.idempotency.IdempotencyKey;
import io.orchagent.platform.security.Open;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
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

/** Where others start runs: the secret in the address, or in a header, is all they need. */
@Path("/webhooks/{schedule_id}")
@Tag(name = "Schedules")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class WebhookResource {
  private static final String BODY =
      "JSON, at most 1 MiB. An object goes over the schedule's input_data, field by field; anything"
          + " else goes there as `data`; nothing leaves it as it is";

  private final Webhooks webhooks;
  private final TriggerRequests requests;
  private final RequestContext request;

  WebhookResource(Webhooks webhooks, TriggerRequests requests, RequestContext request) {
    this.webhooks = webhooks;
    this.requests = requests;
    this.request = request;
  }

  @POST
  @Open
  @Path("/{secret}")
  @Operation(
      operationId = "webhookTrigger",
      summary = "Start a run by webhook",
      description =
          "Answers when the run has ended, well or not; with `Prefer: respond-async` at once. Where"
              + " the schedule has a signature, the request has to carry it.")
  @RequestBody(
      description = BODY,
      required = false,
      content =
          @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponse(
      responseCode = "200",
      description = "How the run ended",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ScheduleApi.Triggered.class)))
  @APIResponse(responseCode = "403", description = "The secret or the signature is wrong")
  @APIResponse(responseCode = "409", description = "The schedule is disabled")
  @APIResponse(responseCode = "429", description = "Too many requests, or the quota is used up")
  public RestResponse<ScheduleApi.Triggered> trigger(
      @RestPath("schedule_id") @Parameter(description = "Id of the schedule") String scheduleId,
      @RestPath @Parameter(description = "The secret of its address") String secret,
      @RestHeader("idempotency-key")
          @Parameter(
              description = "The same request under the same key makes one run in 24 hours",
              schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
          @Nullable String idempotencyKey,
      @Context HttpHeaders headers,
      InputStream body)
      throws IOException {
    return answer(scheduleId, secret, headers, body);
  }

  @POST
  @Open
  @Operation(
      operationId = "webhookTriggerByHeader",
      summary = "Start a run by webhook, with the secret in a header",
      description = "The same for senders that can set headers: addresses end up in logs.")
  @RequestBody(
      description = BODY,
      required = false,
      content =
          @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponse(
      responseCode = "200",
      description = "How the run ended",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ScheduleApi.Triggered.class)))
  @APIResponse(responseCode = "403", description = "The secret or the signature is wrong")
  @APIResponse(responseCode = "409", description = "The schedule is disabled")
  @APIResponse(responseCode = "429", description = "Too many requests, or the quota is used up")
  public RestResponse<ScheduleApi.Triggered> triggerByHeader(
      @RestPath("schedule_id") @Parameter(description = "Id of the schedule") String scheduleId,
      @RestHeader("X-Orchagent-Webhook-Secret")
          @Parameter(description = "The secret that its address ends with")
          @Nullable String secret,
      @RestHeader(IdempotencyKey.HEADER)
          @Parameter(
              description = "The same request under the same key makes one run in 24 hours",
              schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
          @Nullable String idempotencyKey,
      @Context HttpHeaders headers,
      InputStream body)
      throws IOException {
    return answer(scheduleId, secret == null ? "" : secret, headers, body);
  }

  private RestResponse<ScheduleApi.Triggered> answer(
      String scheduleId, String secret, HttpHeaders headers, InputStream body) throws IOException {
    Schedule schedule = webhooks.open(PathId.parse(scheduleId, "Schedule"), secret);
    byte[] sent = body.readNBytes(TriggerRequests.MOST_BYTES + 1);
    return requests.answer(
        webhooks.receive(schedule, sent, headers, requests.wish(headers), request));
  }
}
