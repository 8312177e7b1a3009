package io.orchagent.workspaces.members;

import io.orchagent.platform.http.Deleted;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Owner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Invitations into workspaces. */
@Path("/workspaces")
@Tag(name = "Workspaces")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class InviteResource {
  private final Invites invites;
  private final InviteMails mails;
  private final CurrentCaller caller;

  InviteResource(Invites invites, InviteMails mails, CurrentCaller caller) {
    this.invites = invites;
    this.mails = mails;
    this.caller = caller;
  }

  @POST
  @Path("/{id}/invite")
  @Owner
  @Operation(
      operationId = "inviteWorkspaceMember",
      summary = "Invite a member",
      description =
          "An invitation for an email address, good once and for seven days. It goes by mail where"
              + " the server has a mailer; the link is always in the answer, and only there. A"
              + " second one for the same address ends the first. Owners only.")
  public MemberApi.Invited invite(@RestPath String id, MemberApi.Create body) {
    return mails.invite(caller.principal(), body);
  }

  @GET
  @Path("/{id}/invites")
  @Owner
  @Operation(
      operationId = "listWorkspaceInvites",
      summary = "List invitations",
      description = "Those that wait, newest first. Owners only.")
  public Page<MemberApi.View> list(@RestPath String id, @BeanParam PageQuery query) {
    return invites.list(caller.principal().workspaceId(), query.page());
  }

  @DELETE
  @Path("/{id}/invites/{invite_id}")
  @Owner
  @Operation(
      operationId = "revokeWorkspaceInvite",
      summary = "Revoke an invitation",
      description = "One that waits can be accepted no more. Owners only.")
  public Deleted revoke(@RestPath String id, @RestPath("invite_id") String inviteId) {
    invites.revoke(caller.principal().workspaceId(), PathId.parse(inviteId, "Invitation"));
    return Deleted.yes();
  }
}
