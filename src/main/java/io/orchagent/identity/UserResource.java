package io.orchagent.identity;

import io.orchagent.platform.http.Deleted;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.SignedIn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The signed-in person. */
@Path("/users/me")
@Tag(name = "Users")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class UserResource {
  private final Accounts accounts;
  private final AccountDeletion deletion;
  private final CurrentCaller caller;

  UserResource(Accounts accounts, AccountDeletion deletion, CurrentCaller caller) {
    this.accounts = accounts;
    this.deletion = deletion;
    this.caller = caller;
  }

  @GET
  @SignedIn
  @Operation(operationId = "getUser", summary = "Get yourself")
  public UserApi.View get() {
    return accounts.get(caller.principal().userId());
  }

  @PATCH
  @SignedIn
  @Operation(operationId = "changeUser", summary = "Change yourself")
  public UserApi.View change(UserApi.Patch body) {
    return accounts.change(caller.principal().userId(), body);
  }

  @DELETE
  @SignedIn
  @Operation(
      operationId = "deleteUser",
      summary = "Delete your account",
      description =
          "For good: what names you is deleted, keys and sessions end, workspaces that nobody else"
              + " is in are deleted with you. 409 while you are the only owner of one that others"
              + " are in. Ledger and audit keep a pseudonym.")
  public Deleted delete() {
    deletion.delete(caller.principal());
    return Deleted.yes();
  }
}
