package io.orchagent.services;

import io.orchagent.platform.http.EventStream;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.QueryValue;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What instances of a service wrote. */
@Path("/workspaces/{id}/services/{service_id}/logs")
@Tag(name = "Services")
@Produces({MediaType.APPLICATION_JSON, EventStream.TYPE})
@RunOnVirtualThread
public class ServiceLogResource {
  private static final int USUAL = 100;
  private static final int MOST = 500;

  private final Services services;
  private final ServiceLogs logs;
  private final LogFollowing following;
  private final CurrentCaller caller;

  ServiceLogResource(
      Services services, ServiceLogs logs, LogFollowing following, CurrentCaller caller) {
    this.services = services;
    this.logs = logs;
    this.following = following;
    this.caller = caller;
  }

  @GET
  @Member
  @Operation(
      operationId = "getServiceLogs",
      summary = "Read the log of a service",
      description =
          "The newest lines, or with since the first ones from then on; the oldest first. With"
              + " `follow=true` a stream of events: `log` for each line, those first and then what"
              + " is written, and `end`.")
  public RestResponse<ServiceApi.Logs> read(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("service_id") @Parameter(description = "Id of the service") String serviceId,
      @RestQuery
          @Parameter(
              description = "How many lines, 1..500",
              schema = @Schema(type = SchemaType.INTEGER, defaultValue = "100"))
          @Nullable String limit,
      @RestQuery
          @Parameter(
              description = "Only lines that were written then or later",
              schema = @Schema(type = SchemaType.STRING, format = "date-time"))
          @Nullable String since,
      @RestQuery
          @Parameter(
              description = "Whether to go on with what is written",
              schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
          @Nullable String follow) {
    int most = QueryValue.integer("limit", limit, USUAL, 1, MOST);
    Instant from = QueryValue.instant("since", since).orElse(null);
    boolean goOn = QueryValue.flag("follow", follow, false);
    UUID workspace = caller.principal().workspaceId();
    UUID service = PathId.parse(serviceId, "Service");
    services.checkThere(workspace, service);
    if (goOn) {
      following.follow(workspace, service, start(service, from, most));
      return RestResponse.ok();
    }
    List<ServiceLogs.Kept> lines =
        from == null ? logs.newest(service, most) : logs.since(service, from, most);
    ServiceApi.Logs read = new ServiceApi.Logs(lines.stream().map(ServiceLogs.Kept::line).toList());
    return RestResponse.ResponseBuilder.ok(read, MediaType.APPLICATION_JSON_TYPE).build();
  }

  private long start(UUID service, @Nullable Instant since, int most) {
    if (since != null) {
      return logs.placeBefore(service, since);
    }
    List<ServiceLogs.Kept> newest = logs.newest(service, most);
    return newest.isEmpty() ? 0 : newest.getFirst().id() - 1;
  }
}
