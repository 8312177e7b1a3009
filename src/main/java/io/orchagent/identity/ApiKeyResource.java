package io.orchagent.identity;

import io.orchagent.platform.http.Deleted;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.security.SignedIn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** One's own API keys. */
@Path("/api-keys")
@Tag(name = "API Keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ApiKeyResource {
  private final ApiKeys keys;
  private final CurrentCaller caller;

  ApiKeyResource(ApiKeys keys, CurrentCaller caller) {
    this.keys = keys;
    this.caller = caller;
  }

  @GET
  @SignedIn
  @Operation(
      operationId = "listApiKeys",
      summary = "List API keys",
      description = "Your keys, newest first, in all workspaces. A locked key sees its own alone.")
  public Page<ApiKeyApi.View> list(@BeanParam PageQuery query) {
    return keys.list(caller.principal().userId(), only(), query.page());
  }

  @POST
  @SignedIn
  @ResponseStatus(201)
  @Operation(
      operationId = "createApiKey",
      summary = "Create API key",
      description =
          "A key with your role in the selected workspace. The key itself is shown this once.")
  public ApiKeyApi.Created create(ApiKeyApi.Create body) {
    return keys.create(caller.principal(), body);
  }

  @DELETE
  @Path("/{id}")
  @SignedIn
  @Operation(
      operationId = "revokeApiKey",
      summary = "Revoke API key",
      description = "It stops working at once, on every server.")
  public Deleted revoke(@RestPath String id) {
    keys.revoke(caller.principal().userId(), only(), PathId.parse(id, "API key"));
    return Deleted.yes();
  }

  private @Nullable UUID only() {
    Principal principal = caller.principal();
    return principal.credential().workspaceLocked() ? principal.workspaceId() : null;
  }
}
