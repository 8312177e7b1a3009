package io.orchagent.services;

import io.orchagent.platform.http.Deleted;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.orchagent.platform.security.Owner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** The services of a workspace. */
@Path("/workspaces/{id}/services")
@Tag(name = "Services")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ServiceResource {
  private final Services services;
  private final CurrentCaller caller;

  ServiceResource(Services services, CurrentCaller caller) {
    this.services = services;
    this.caller = caller;
  }

  @GET
  @Member
  @Operation(
      operationId = "listServices",
      summary = "List services",
      description = "Newest first; one that is deleted is shown until nothing of it runs.")
  public Page<ServiceApi.View> list(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @BeanParam ServiceFilter filter,
      @BeanParam PageQuery page) {
    return services.list(workspace(), filter.checked(), page.page());
  }

  @POST
  @Owner
  @ResponseStatus(201)
  @Operation(
      operationId = "deployService",
      summary = "Run an agent as a service",
      description =
          "Of an agent of the workspace, or of a public one, that has code with an active bundle."
              + " It is started at once. alert_signing_secret is shown now and never again. Owners"
              + " only.")
  public ServiceApi.View create(
      @RestPath @Parameter(description = "Id of the workspace") String id, ServiceApi.Create body) {
    return services.create(caller.principal(), body);
  }

  @GET
  @Member
  @Path("/{service_id}")
  @Operation(
      operationId = "getService",
      summary = "Get a service",
      description = "With what happened to it last.")
  public ServiceApi.View get(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("service_id") @Parameter(description = "Id of the service") String serviceId) {
    return services.get(workspace(), service(serviceId));
  }

  @PATCH
  @Owner
  @Path("/{service_id}")
  @Operation(
      operationId = "updateService",
      summary = "Change a service",
      description =
          "What is left out stays. env and secret_names replace the whole set; what runs is then"
              + " replaced, too. Owners only.")
  public ServiceApi.View change(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("service_id") @Parameter(description = "Id of the service") String serviceId,
      ServiceApi.Patch body) {
    return services.change(caller.principal(), service(serviceId), body);
  }

  @DELETE
  @Owner
  @Path("/{service_id}")
  @Operation(
      operationId = "deleteService",
      summary = "Delete a service",
      description =
          "Nobody reaches it any more; what runs of it is stopped within seconds, until when its"
              + " state is deleting. Owners only.")
  public Deleted delete(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("service_id") @Parameter(description = "Id of the service") String serviceId) {
    services.delete(workspace(), service(serviceId));
    return Deleted.yes();
  }

  private UUID workspace() {
    return caller.principal().workspaceId();
  }

  private static UUID service(String raw) {
    return PathId.parse(raw, "Service");
  }
}
