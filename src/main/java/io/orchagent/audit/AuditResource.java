package io.orchagent.audit;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Owner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What happened in a workspace. */
@Path("/workspaces/{id}/audit")
@Tag(name = "Workspaces")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AuditResource {
  private final AuditTrail trail;
  private final CurrentCaller caller;

  AuditResource(AuditTrail trail, CurrentCaller caller) {
    this.trail = trail;
    this.caller = caller;
  }

  @GET
  @Owner
  @Operation(
      operationId = "listAuditEvents",
      summary = "List audit events",
      description = "Every change of the workspace, newest first. Owners only.")
  public Page<AuditApi.Event> list(@RestPath String id, @BeanParam PageQuery query) {
    return trail.list(caller.principal().workspaceId(), query.page());
  }
}
