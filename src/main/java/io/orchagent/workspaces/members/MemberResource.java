package io.orchagent.workspaces.members;

import io.orchagent.platform.http.Deleted;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.orchagent.platform.security.Owner;
import io.orchagent.platform.tenancy.Role;
import io.orchagent.workspaces.WorkspaceApi;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Who is in a workspace, and its end. */
@Path("/workspaces")
@Tag(name = "Workspaces")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MemberResource {
  private final Members members;
  private final Invites invites;
  private final WorkspaceDeletion deletion;
  private final CurrentCaller caller;
  private final RequestContext request;

  MemberResource(
      Members members,
      Invites invites,
      WorkspaceDeletion deletion,
      CurrentCaller caller,
      RequestContext request) {
    this.members = members;
    this.invites = invites;
    this.deletion = deletion;
    this.caller = caller;
    this.request = request;
  }

  @DELETE
  @Path("/{id}")
  @Owner
  @Operation(
      operationId = "deleteWorkspace",
      summary = "Delete workspace",
      description =
          "For good: its keys, agents, secrets and invitations end at once, its runs are cancelled,"
              + " its slug is given to nobody again. Who deletes a personal workspace gets a new,"
              + " empty one. Owners only.")
  public Deleted delete(
      @RestPath String id,
      @Parameter(description = "The name of the workspace, or its slug")
          @RestQuery("confirmation_name")
          @Nullable String confirmationName) {
    deletion.delete(caller.principal(), confirmationName);
    return Deleted.yes();
  }

  @GET
  @Path("/{id}/members")
  @Member
  @Operation(
      operationId = "listWorkspaceMembers",
      summary = "List workspace members",
      description = "The oldest first; invitations that wait are in metadata.invites.")
  public Page<WorkspaceApi.MemberView> list(@RestPath String id, @BeanParam PageQuery query) {
    request.metadata("invites", invites.pending(caller.principal().workspaceId()));
    return members.list(caller.principal().workspaceId(), query.page());
  }

  @PATCH
  @Path("/{id}/members/{user_id}")
  @Owner
  @Operation(
      operationId = "changeWorkspaceMember",
      summary = "Change a member's role",
      description = "Owners only. The last owner stays one.")
  public WorkspaceApi.MemberView change(
      @RestPath String id, @RestPath("user_id") String userId, MemberApi.Patch body) {
    return members.change(
        caller.principal(), PathId.parse(userId, "Member"), Role.of(String.valueOf(body.role())));
  }

  @DELETE
  @Path("/{id}/members/{user_id}")
  @Member
  @Operation(
      operationId = "removeWorkspaceMember",
      summary = "Remove a member, or leave",
      description =
          "Owners remove anybody, members themselves; not the last owner. The person's API keys of"
              + " this workspace end. Whose personal workspace it was gets a new one.")
  public Deleted remove(@RestPath String id, @RestPath("user_id") String userId) {
    members.remove(caller.principal(), PathId.parse(userId, "Member"));
    return Deleted.yes();
  }
}
