package io.orchagent.schedules;

import io.orchagent.platform.security.Open;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jspecify.annotations.Nullable;

/** The outside clock of servers that are started only to answer requests. */
@Path("/internal/tick")
@Tag(name = "Schedules")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TickResource {
  private final Ticks ticks;

  TickResource(Ticks ticks) {
    this.ticks = ticks;
  }

  @POST
  @Open
  @Operation(
      operationId = "tick",
      summary = "Do what is due",
      description =
          "Fires schedules, starts queued runs, ends dead ones, sends alerts and deletes what is too"
              + " old, as every server's own loops do. Send it every minute to a deployment that"
              + " scales to zero. It is there only where orchagent.schedules.tick-secret is set.")
  public ScheduleApi.Ticked tick(
      @RestHeader("X-Orchagent-Tick-Secret")
          @Parameter(description = "What orchagent.schedules.tick-secret says")
          @Nullable String secret) {
    return new ScheduleApi.Ticked(ticks.all(secret == null ? "" : secret));
  }
}
