package io.orchagent.platform.health;

import io.orchagent.platform.security.Open;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** One word for load balancers. No credential is looked at, not even a wrong one. */
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "health")
public class HealthResource {
  private final ServerHealth health;

  HealthResource(ServerHealth health) {
    this.health = health;
  }

  @GET
  @Open
  @Operation(operationId = "getHealth", summary = "Whether requests may be sent here")
  @APIResponse(responseCode = "200", description = "Ready, possibly slower than usual")
  @APIResponse(responseCode = "503", description = "Not ready")
  public RestResponse<HealthApi.Health> get() {
    ServerHealth.State state = health.state();
    return RestResponse.status(
        state.ready() ? RestResponse.Status.OK : RestResponse.Status.SERVICE_UNAVAILABLE,
        HealthApi.Health.of(state));
  }
}
