package io.orchagent.agents.life;

import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Owner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Moving an agent to another workspace. */
@Path("/agents/{id}")
@Tag(name = "Agent Management")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TransferResource {
  private final Transfers transfers;
  private final CurrentCaller caller;

  TransferResource(Transfers transfers, CurrentCaller caller) {
    this.transfers = transfers;
    this.caller = caller;
  }

  @GET
  @Path("/transfer-check")
  @Owner
  @Operation(
      operationId = "checkAgentTransfer",
      summary = "Check what a transfer would touch",
      description = "What moving all versions of an agent to another workspace would touch.")
  public LifeApi.TransferCheck check(@RestPath String id) {
    return transfers.check(caller.principal().workspaceId(), PathId.parse(id, "Agent"));
  }

  @POST
  @Path("/transfer")
  @Owner
  @Operation(
      operationId = "transferAgent",
      summary = "Transfer an agent",
      description =
          "Moves all versions of an agent to another workspace that you own. Its schedules are"
              + " disabled and its keys revoked; it is called under the other workspace's slug from"
              + " then on. 409 while a service runs it, and when the name is or was in use there.")
  public LifeApi.Transferred transfer(@RestPath String id, LifeApi.Transfer body) {
    return transfers.transfer(
        caller.principal(),
        PathId.parse(id, "Agent"),
        UUID.fromString(body.targetWorkspaceId()),
        body.confirmationName());
  }
}
