package io.orchagent.calls.runs;

import io.orchagent.calls.Replays;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.http.StrictJson;
import io.orchagent.platform.http.idempotency.IdempotencyKey;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Running a run's input again. */
@Path("/workspaces/{id}/runs/{run_id}/replay")
@Tag(name = "Runs")
@RunOnVirtualThread
public class ReplayResource {
  private static final int MOST_BYTES = 64 * 1024;

  private final Replays replays;
  private final Runs runs;
  private final CurrentCaller caller;
  private final StrictJson json;
  private final RequestContext request;

  ReplayResource(
      Replays replays, Runs runs, CurrentCaller caller, StrictJson json, RequestContext request) {
    this.replays = replays;
    this.runs = runs;
    this.caller = caller;
    this.json = json;
    this.request = request;
  }

  @POST
  @Member
  @ResponseStatus(202)
  @Operation(
      operationId = "replayRun",
      summary = "Run the input of a run again",
      description =
          "Queues a new top-level run of the same version with the stored input, endpoint, tenant"
              + " and headers. It takes a unit of the quota like any call.")
  @RequestBody(
      description = "Nothing, or why",
      required = false,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RunApi.Replay.class)))
  @APIResponse(responseCode = "202", description = "The new run, which waits for its start")
  @APIResponse(
      responseCode = "409",
      description = "The input or files are kept no longer, or the agent is gone")
  @APIResponse(responseCode = "429", description = "The quota of the day is used up")
  public RunApi.View replay(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("run_id") @Parameter(description = "Id of the run") String runId,
      @RestHeader(IdempotencyKey.HEADER)
          @Parameter(
              description = "The same request under the same key makes one run in 24 hours",
              schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
          @Nullable String idempotencyKey,
      @Context HttpHeaders headers,
      InputStream body)
      throws IOException {
    List<FieldError> errors = new ArrayList<>();
    Optional<String> key = IdempotencyKey.read(headers, errors);
    if (!errors.isEmpty()) {
      throw Errors.invalid(errors);
    }
    String reason = reason(body.readNBytes(MOST_BYTES + 1), headers);
    return runs.view(
        caller.principal().workspaceId(), replays.replay(PathId.parse(runId, "Run"), reason, key));
  }

  private @Nullable String reason(byte[] body, HttpHeaders headers) {
    if (body.length == 0) {
      return null;
    }
    String type = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw Errors.unsupportedType(
          "Send the reason as Content-Type: application/json, or nothing.");
    }
    if (body.length > MOST_BYTES) {
      throw Errors.tooLarge("The body is larger than 64 KiB.");
    }
    return json.read(body, RunApi.Replay.class, request).reason();
  }
}
