package io.orchagent.agents.life;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.http.StrictJson;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** Copying what others publish. */
@Path("/agents/{id}/fork")
@Tag(name = "Agent Management")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ForkResource {
  private static final int MOST_BYTES = 64 * 1024;

  private final Forks forks;
  private final StrictJson json;
  private final RequestContext request;
  private final CurrentCaller caller;

  ForkResource(Forks forks, StrictJson json, RequestContext request, CurrentCaller caller) {
    this.forks = forks;
    this.json = json;
    this.request = request;
    this.caller = caller;
  }

  @POST
  @Member
  @ResponseStatus(200)
  @Operation(
      operationId = "forkAgent",
      summary = "Fork an agent",
      description =
          "A private copy of a public version that is free and whose source is open, with its prompt,"
              + " schemas, settings and bundle, as v1 of its name in a workspace of yours.")
  @RequestBody(
      description = "Nothing, or where the copy is wanted and under which name",
      required = false,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = LifeApi.Fork.class)))
  public LifeApi.Forked fork(@RestPath String id, @Context HttpHeaders headers, InputStream body)
      throws IOException {
    LifeApi.Fork wanted = wanted(body.readNBytes(MOST_BYTES + 1), headers);
    return forks.fork(
        caller.principal(),
        PathId.parse(id, "Agent"),
        wanted.workspaceId() == null ? null : UUID.fromString(wanted.workspaceId()),
        wanted.newName());
  }

  private LifeApi.Fork wanted(byte[] body, HttpHeaders headers) {
    if (body.length == 0) {
      return LifeApi.Fork.HERE;
    }
    String type = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw Errors.unsupportedType("Send it as Content-Type: application/json, or nothing.");
    }
    if (body.length > MOST_BYTES) {
      throw Errors.tooLarge("The body is larger than 64 KiB.");
    }
    return json.read(body, LifeApi.Fork.class, request);
  }
}
