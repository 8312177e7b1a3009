package io.orchagent.admin;

import io.orchagent.platform.crypto.KeyRotation;
import io.orchagent.platform.security.Admin;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The master keys that stored secrets lie under, and changing them while servers go on. */
@Path("/admin/encryption")
@Tag(name = "Administration")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AdminEncryptionResource {
  private final KeyRotation rotation;

  AdminEncryptionResource(KeyRotation rotation) {
    this.rotation = rotation;
  }

  @GET
  @Admin
  @Operation(
      operationId = "getEncryption",
      summary = "Get the state of the keys",
      description =
          "Which master key is in use, what lies under which, and which servers hold which. Ids"
              + " only; keys are shown by nothing. Administrators only.")
  public EncryptionApi.State get() {
    return EncryptionApi.State.of(rotation.state());
  }

  @POST
  @Path("/rotate-master-key")
  @Admin
  @Operation(
      operationId = "rotateMasterKey",
      summary = "Rotate the master key",
      description =
          "Moves all data keys under the next master key; 409 until every server that is up holds"
              + " it. Stopped in the middle, it is finished by calling again. Administrators only.")
  public EncryptionApi.MasterKeyRotated rotateMasterKey() {
    return EncryptionApi.MasterKeyRotated.of(rotation.rotateMasterKey());
  }
}
