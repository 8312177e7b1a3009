package io.orchagent.agents;

import io.orchagent.platform.http.Deleted;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Owner;
import io.orchagent.platform.security.Principal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** The service keys of a version. */
@Path("/agents/{id}/keys")
@Tag(name = "Agent Management")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AgentKeyResource {
  private final AgentKeys keys;
  private final CurrentCaller caller;

  AgentKeyResource(AgentKeys keys, CurrentCaller caller) {
    this.keys = keys;
    this.caller = caller;
  }

  @GET
  @Owner
  @Operation(
      operationId = "listAgentKeys",
      summary = "List service keys of an agent",
      description = "The keys of a version that are not revoked, newest first.")
  public Page<AgentKeyApi.View> list(@RestPath String id, @BeanParam PageQuery query) {
    return keys.list(caller.principal().workspaceId(), PathId.parse(id, "Agent"), query.page());
  }

  @POST
  @Owner
  @ResponseStatus(201)
  @Operation(
      operationId = "createAgentKey",
      summary = "Create service key of an agent",
      description =
          "A further key of a version, shown once. It calls the version's dependencies, and ends with"
              + " your membership.")
  public AgentKeyApi.Created create(@RestPath String id) {
    Principal person = caller.principal();
    return keys.create(person.workspaceId(), PathId.parse(id, "Agent"), person.userId());
  }

  @DELETE
  @Path("/{key_id}")
  @Owner
  @Operation(
      operationId = "revokeAgentKey",
      summary = "Revoke service key of an agent",
      description = "Ends a key at once, on every server.")
  public Deleted revoke(@RestPath String id, @RestPath("key_id") String keyId) {
    keys.revoke(
        caller.principal().workspaceId(), PathId.parse(id, "Agent"), PathId.parse(keyId, "Key"));
    return Deleted.yes();
  }
}
