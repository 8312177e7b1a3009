package io.orchagent.calls;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.EnvelopeFilter.Plain;
import io.orchagent.platform.http.EventStream;
import io.orchagent.platform.http.QueryValue;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.http.StrictJson;
import io.orchagent.platform.security.Caller;
import io.orchagent.platform.security.CurrentCaller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/** The call route: the catch-all of four segments, which loses to every fixed one. */
@Path("/{org}/{agent}/{version}/{endpoint}")
@Tag(name = "Agents")
@RunOnVirtualThread
public class CallResource {
  private final Calls calls;
  private final StrictJson json;
  private final RequestContext request;
  private final CurrentCaller caller;
  private final CallAnswers answers;
  private final CallStreams streams;

  CallResource(
      Calls calls,
      StrictJson json,
      RequestContext request,
      CurrentCaller caller,
      CallAnswers answers,
      CallStreams streams) {
    this.calls = calls;
    this.json = json;
    this.request = request;
    this.caller = caller;
    this.answers = answers;
    this.streams = streams;
  }

  @POST
  @Caller
  @Produces({MediaType.APPLICATION_JSON, EventStream.TYPE})
  @Operation(
      operationId = "callAgent",
      summary = "Call an agent",
      description =
          "Runs the agent with the body as its input and answers with its output as `data`. Files"
              + " go as multipart/form-data: parts `file` or `files[]`, and `metadata` (JSON).")
  @RequestBody(
      description = "The agent's input, at most 10 MiB; files at most 25 MiB each, 50 MiB together",
      content = {
        @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT)),
        @Content(
            mediaType = "multipart/form-data",
            schema = @Schema(implementation = CallApi.Files.class))
      })
  @APIResponse(
      responseCode = "200",
      description = "The agent's answer",
      content = {
        @Content(mediaType = "application/json", schema = @Schema(implementation = Plain.class)),
        @Content(mediaType = EventStream.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  @APIResponse(
      responseCode = "202",
      description = "Queued, with `Prefer: respond-async`: the id of the run",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CallApi.Accepted.class)))
  @APIResponse(responseCode = "402", description = "A paid agent, and the balance is too low")
  @APIResponse(responseCode = "422", description = "This version can't be called")
  @APIResponse(responseCode = "429", description = "The quota of the day, or too many at once")
  @APIResponse(responseCode = "502", description = "The agent's code, or its model, failed")
  @APIResponse(responseCode = "504", description = "The deadline passed")
  public RestResponse<Plain> call(
      @BeanParam CallParameters sent, @Context HttpHeaders headers, InputStream body)
      throws IOException {
    byte[] bytes = JsonBody.read(body, headers.getLength());
    String type = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
    return answer(sent, headers, new JsonBody(json, type, bytes));
  }

  @POST
  @Caller
  @Produces({MediaType.APPLICATION_JSON, EventStream.TYPE})
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Operation(hidden = true)
  public RestResponse<Plain> callWithFiles(
      @BeanParam CallParameters sent, @Context HttpHeaders headers, MultipartFormDataInput form)
      throws IOException {
    try (FormParts parts = FormParts.of(form)) {
      return answer(sent, headers, new FormBody(json, parts.list()));
    }
  }

  private RestResponse<Plain> answer(CallParameters sent, HttpHeaders headers, CallBody body) {
    if (!sent.isPlain()) {
      throw Errors.notFound("Agent");
    }
    CallHeaders asked = CallHeaders.read(headers, sent);
    boolean withStreams = QueryValue.flag("verbose", sent.verbose, false);
    QueryValue.printable("endpoint", sent.endpoint, 200);
    Function<RunFollower, CallReply> call =
        follower ->
            calls.call(
                new CallRequest(
                    request.id(),
                    request.requestId(),
                    caller.principal(),
                    sent.org,
                    sent.agent,
                    sent.version,
                    sent.endpoint,
                    body,
                    asked,
                    caller.takeQuota(),
                    follower,
                    RunOrigin.API));
    return asked.stream()
        ? streams.answer(sent, asked, call, reply -> answers.of(reply, sent, withStreams))
        : answers.of(call.apply(RunFollower.NOBODY), sent, withStreams);
  }
}
