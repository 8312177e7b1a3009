package io.orchagent.admin;

import io.orchagent.platform.crypto.KeyRotation;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.Admin;
import io.orchagent.workspaces.Terms;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** All workspaces, for administrators. */
@Path("/admin/workspaces/{id}")
@Tag(name = "Administration")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AdminWorkspaceResource {
  private final Terms terms;
  private final KeyRotation rotation;

  AdminWorkspaceResource(Terms terms, KeyRotation rotation) {
    this.terms = terms;
    this.rotation = rotation;
  }

  @GET
  @Admin
  @Operation(
      operationId = "getWorkspaceAsAdmin",
      summary = "Get any workspace",
      description = "Its plan and limits. Administrators only.")
  public AdminApi.WorkspaceView get(@RestPath String id) {
    return AdminApi.WorkspaceView.of(terms.of(PathId.parse(id, "Workspace")));
  }

  @PATCH
  @Admin
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "changeWorkspaceAsAdmin",
      summary = "Change a workspace's plan and limits",
      description =
          "Own limits win over the plan's. Both count from the next call on; other servers follow"
              + " within a second. Administrators only.")
  public AdminApi.WorkspaceView change(@RestPath String id, AdminApi.WorkspacePatch body) {
    UUID workspace = PathId.parse(id, "Workspace");
    Map<String, @Nullable Long> limits = body.limits().value();
    return AdminApi.WorkspaceView.of(
        terms.change(workspace, body.plan().value(), limits == null ? Map.of() : limits));
  }

  @POST
  @Path("/rotate-data-key")
  @Admin
  @Operation(
      operationId = "rotateDataKey",
      summary = "Rotate a workspace's data key",
      description =
          "Gives the workspace another data key and seals its secrets anew. Stopped in the middle,"
              + " both keys open; call again. Administrators only.")
  public EncryptionApi.DataKeyRotated rotateDataKey(@RestPath String id) {
    UUID workspace = terms.of(PathId.parse(id, "Workspace")).id();
    return EncryptionApi.DataKeyRotated.of(workspace, rotation.rotateDataKey(workspace));
  }
}
