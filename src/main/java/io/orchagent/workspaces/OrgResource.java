package io.orchagent.workspaces;

import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Owner;
import io.orchagent.platform.security.SignedIn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The selected workspace. */
@Path("/org")
@Tag(name = "Workspaces")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class OrgResource {
  private final Workspaces workspaces;
  private final CurrentCaller caller;

  OrgResource(Workspaces workspaces, CurrentCaller caller) {
    this.workspaces = workspaces;
    this.caller = caller;
  }

  @GET
  @SignedIn
  @Operation(
      operationId = "getOrg",
      summary = "Get the selected workspace",
      description = "The one named by X-Workspace-Id, else the credential's own.")
  public WorkspaceApi.Org get() {
    return workspaces.org(caller.principal().workspaceId());
  }

  @PATCH
  @Owner
  @Operation(
      operationId = "changeOrg",
      summary = "Rename the selected workspace",
      description = "Owners only.")
  public WorkspaceApi.Org change(WorkspaceApi.OrgPatch body) {
    return workspaces.rename(caller.principal().workspaceId(), body);
  }
}
