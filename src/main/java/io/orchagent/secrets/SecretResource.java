package io.orchagent.secrets;

import io.orchagent.platform.http.Deleted;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.orchagent.platform.security.Owner;
import io.orchagent.platform.security.Principal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The vault of a workspace. */
@Path("/workspaces/{id}/secrets")
@Tag(name = "Secrets")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SecretResource {
  private final Secrets secrets;
  private final CurrentCaller caller;

  SecretResource(Secrets secrets, CurrentCaller caller) {
    this.secrets = secrets;
    this.caller = caller;
  }

  @GET
  @Member
  @Operation(
      operationId = "listSecrets",
      summary = "List workspace secrets",
      description = "By name. Values are returned by nothing.")
  public Page<SecretApi.View> list(@RestPath String id, @BeanParam PageQuery query) {
    return secrets.list(caller.principal().workspaceId(), query.page());
  }

  @PUT
  @Owner
  @Operation(
      operationId = "setSecret",
      summary = "Set a workspace secret",
      description =
          "Creates it, or gives it another value. Runs find it in the variable of its name: those"
              + " of the workspace's own agents that declare it, and those of the agents in"
              + " allowed_agents. Owners only.")
  public SecretApi.View set(@RestPath String id, SecretApi.Put body) {
    Principal owner = caller.principal();
    return secrets.put(owner.workspaceId(), owner.userId(), body);
  }

  @DELETE
  @Path("/{name}")
  @Owner
  @Operation(
      operationId = "deleteSecret",
      summary = "Delete a workspace secret",
      description = "Runs that started keep what they were given. Owners only.")
  public Deleted delete(@RestPath String id, @RestPath String name) {
    secrets.delete(caller.principal().workspaceId(), name);
    return Deleted.yes();
  }
}
