package io.orchagent.agents.catalogue;

import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What people like. */
@Path("/agents/{id}/star")
@Tag(name = "Agent Management")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class StarResource {
  private final Stars stars;
  private final CurrentCaller caller;

  StarResource(Stars stars, CurrentCaller caller) {
    this.stars = stars;
    this.caller = caller;
  }

  @POST
  @Member
  @Operation(
      operationId = "starAgent",
      summary = "Star agent",
      description = "A star of yours for a version that you see; once is enough.")
  public StarApi.Starred star(@RestPath String id) {
    return stars.star(caller.principal(), PathId.parse(id, "Agent"));
  }

  @DELETE
  @Member
  @Operation(
      operationId = "unstarAgent",
      summary = "Take a star back",
      description = "Takes your star back, if there is one.")
  public StarApi.Starred unstar(@RestPath String id) {
    return stars.unstar(caller.principal(), PathId.parse(id, "Agent"));
  }
}
