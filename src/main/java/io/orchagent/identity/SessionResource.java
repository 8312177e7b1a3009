package io.orchagent.identity;

import io.orchagent.platform.http.Deleted;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.SignedIn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Where one is signed in. */
@Path("/auth/sessions")
@Tag(name = "Auth")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SessionResource {
  private final Sessions sessions;
  private final CurrentCaller caller;

  SessionResource(Sessions sessions, CurrentCaller caller) {
    this.sessions = sessions;
    this.caller = caller;
  }

  @GET
  @SignedIn
  @Operation(
      operationId = "listSessions",
      summary = "List sessions",
      description = "Where you are signed in, newest first. Needs a session's token.")
  public Page<AuthApi.SessionInfo> list(@BeanParam PageQuery query) {
    return sessions.list(caller.principal(), query.page());
  }

  @DELETE
  @Path("/{id}")
  @SignedIn
  @Operation(
      operationId = "revokeSession",
      summary = "End a session",
      description =
          "Its tokens stop working at once, on every server. Needs a session's token; it may be the"
              + " one that asks.")
  public Deleted revoke(@RestPath String id) {
    sessions.revoke(caller.principal(), PathId.parse(id, "Session"));
    return Deleted.yes();
  }
}
