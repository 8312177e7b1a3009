package io.orchagent.workspaces;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.orchagent.platform.security.Owner;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.security.SignedIn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** Workspaces. */
@Path("/workspaces")
@Tag(name = "Workspaces")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WorkspaceResource {
  private final Workspaces workspaces;
  private final CurrentCaller caller;

  WorkspaceResource(Workspaces workspaces, CurrentCaller caller) {
    this.workspaces = workspaces;
    this.caller = caller;
  }

  @GET
  @SignedIn
  @Operation(
      operationId = "listWorkspaces",
      summary = "List workspaces",
      description = "The workspaces you belong to. A locked key sees its own alone.")
  public Page<WorkspaceApi.View> list(@BeanParam PageQuery query) {
    Principal principal = caller.principal();
    return workspaces.list(
        principal.userId(),
        principal.credential().workspaceLocked() ? principal.workspaceId() : null,
        query.page());
  }

  @POST
  @SignedIn
  @ResponseStatus(201)
  @Operation(
      operationId = "createWorkspace",
      summary = "Create workspace",
      description = "A new team workspace that you own.")
  public WorkspaceApi.View create(WorkspaceApi.Create body) {
    if (caller.principal().credential().workspaceLocked()) {
      throw Errors.forbidden("This key is locked to its workspace; use another to make one.");
    }
    return workspaces.createTeam(caller.principal().userId(), body.name(), body.slug());
  }

  @GET
  @Path("/{id}")
  @Member
  @Operation(operationId = "getWorkspace", summary = "Get workspace")
  public WorkspaceApi.View get(@RestPath String id) {
    return workspaces.get(caller.principal().userId(), caller.principal().workspaceId());
  }

  @PATCH
  @Path("/{id}")
  @Owner
  @Operation(
      operationId = "changeWorkspace",
      summary = "Change workspace",
      description = "Name and retention. Owners only.")
  public WorkspaceApi.View change(@RestPath String id, WorkspaceApi.Patch body) {
    return workspaces.change(caller.principal().userId(), caller.principal().workspaceId(), body);
  }
}
