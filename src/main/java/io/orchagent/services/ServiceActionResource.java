package io.orchagent.services;

import io.orchagent.platform.http.PathId;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Owner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What is done to a service, and whether its alerts arrive. */
@Path("/workspaces/{id}/services/{service_id}")
@Tag(name = "Services")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ServiceActionResource {
  private final ServiceControl control;
  private final Services services;
  private final AlertTests tests;
  private final CurrentCaller caller;

  ServiceActionResource(
      ServiceControl control, Services services, AlertTests tests, CurrentCaller caller) {
    this.control = control;
    this.services = services;
    this.tests = tests;
    this.caller = caller;
  }

  @POST
  @Owner
  @Path("/restart")
  @Operation(
      operationId = "restartService",
      summary = "Restart a service",
      description =
          "New instances take the place of those that run, one after the other where that is"
              + " possible. Failures are forgotten. Owners only.")
  public ServiceApi.View restart(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("service_id") @Parameter(description = "Id of the service") String serviceId) {
    return control.restart(workspace(), service(serviceId));
  }

  @POST
  @Owner
  @Path("/pause")
  @Operation(
      operationId = "pauseService",
      summary = "Pause a service",
      description = "Nothing of it runs until it is resumed. Owners only.")
  public ServiceApi.View pause(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("service_id") @Parameter(description = "Id of the service") String serviceId) {
    return control.pause(workspace(), service(serviceId));
  }

  @POST
  @Owner
  @Path("/resume")
  @Operation(
      operationId = "resumeService",
      summary = "Resume a service",
      description = "Failures are forgotten. Owners only.")
  public ServiceApi.View resume(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("service_id") @Parameter(description = "Id of the service") String serviceId) {
    return control.resume(workspace(), service(serviceId));
  }

  @POST
  @Owner
  @Path("/update-version")
  @Operation(
      operationId = "updateServiceVersion",
      summary = "Run the newest version",
      description =
          "Instances of the newest version that can run take the place of those that run. Owners"
              + " only.")
  public ServiceApi.View updateVersion(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("service_id") @Parameter(description = "Id of the service") String serviceId) {
    return control.updateVersion(workspace(), service(serviceId));
  }

  @POST
  @Owner
  @Path("/rotate-alert-secret")
  @Operation(
      operationId = "rotateServiceAlertSecret",
      summary = "Sign alerts with another secret",
      description = "alert_signing_secret is shown now and never again. Owners only.")
  public ServiceApi.View rotate(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("service_id") @Parameter(description = "Id of the service") String serviceId) {
    return services.rotateAlertSecret(workspace(), service(serviceId));
  }

  @POST
  @Owner
  @Path("/test-alert")
  @Operation(
      operationId = "testServiceAlert",
      summary = "Send an alert to see whether it arrives",
      description = "An event of its own, `service.test`, signed as alerts are. Owners only.")
  public ServiceApi.AlertTest testAlert(
      @RestPath @Parameter(description = "Id of the workspace") String id,
      @RestPath("service_id") @Parameter(description = "Id of the service") String serviceId) {
    return tests.send(workspace(), service(serviceId));
  }

  private UUID workspace() {
    return caller.principal().workspaceId();
  }

  private static UUID service(String raw) {
    return PathId.parse(raw, "Service");
  }
}
