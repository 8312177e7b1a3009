package io.orchagent.workspaces.members;

import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.SignedIn;
import io.orchagent.workspaces.WorkspaceApi;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where a person accepts an invitation. */
@Path("/invites/accept")
@Tag(name = "Workspaces")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class InviteAcceptResource {
  private final Invites invites;
  private final CurrentCaller caller;

  InviteAcceptResource(Invites invites, CurrentCaller caller) {
    this.invites = invites;
    this.caller = caller;
  }

  @POST
  @SignedIn
  @Operation(
      operationId = "acceptInvite",
      summary = "Accept an invitation",
      description = "By the account whose email address was invited.")
  public WorkspaceApi.View accept(MemberApi.Accept body) {
    return invites.accept(caller.principal(), String.valueOf(body.token()));
  }
}
