package io.orchagent.agents.publishing;

import io.orchagent.agents.AgentApi;
import io.orchagent.agents.AgentKeys;
import io.orchagent.agents.AgentName;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.Checked;
import io.orchagent.platform.http.QueryValue;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** New versions. */
@Path("/agents")
@Tag(name = "Agent Management")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PublishingResource {
  private final Publishing publishing;
  private final CurrentCaller caller;
  private final RequestContext request;

  PublishingResource(Publishing publishing, CurrentCaller caller, RequestContext request) {
    this.publishing = publishing;
    this.caller = caller;
    this.request = request;
  }

  @POST
  @Member
  @ResponseStatus(201)
  @Operation(
      operationId = "createAgent",
      summary = "Register new agent",
      description =
          "Publishes the next version of an agent. All problems are told at once. One with"
              + " dependencies gets a service key, which is shown only here.")
  public AgentApi.Published create(AgentApi.Publish body) {
    Publishing.Publication made = publishing.publish(caller.principal(), body);
    made.warnings().forEach(request::warn);
    return new AgentApi.Published(
        made.agent(),
        made.serviceKey(),
        made.serviceKey() == null ? null : AgentKeys.prefix(made.serviceKey()),
        made.moved().services(),
        made.moved().schedules(),
        ManifestRules.orchestrationMode(body),
        request.warnings());
  }

  @POST
  @Path("/validate")
  @Member
  @Operation(
      operationId = "validateAgent",
      summary = "Validate agent",
      description = "Tells what publishing this would be answered, and publishes nothing.")
  @RequestBody(
      description = "The next version of an agent",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AgentApi.Publish.class)))
  public AgentApi.Validation validate(Checked<AgentApi.Publish> body) {
    return publishing.validate(caller.principal(), body);
  }

  @GET
  @Path("/preview")
  @Member
  @Operation(
      operationId = "previewAgent",
      summary = "Preview next version",
      description = "The versions of a name, and which one comes next.")
  public AgentApi.Preview preview(
      @Parameter(description = "Name of an agent, published already or not") @RestQuery
          @Nullable String name) {
    return publishing.preview(
        caller.principal(),
        QueryValue.text("name", name, 50)
            .filter(AgentName::isValid)
            .orElseThrow(() -> Errors.invalidField("name", AgentName.RULE)));
  }
}
