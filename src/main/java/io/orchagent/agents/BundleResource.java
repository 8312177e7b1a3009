package io.orchagent.agents;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** The code of a version. */
@Path("/agents")
@Tag(name = "Agent Management")
@RunOnVirtualThread
public class BundleResource {
  private final Bundles bundles;
  private final BundleAnswers answers;
  private final CurrentCaller caller;
  private final RequestContext request;

  BundleResource(
      Bundles bundles, BundleAnswers answers, CurrentCaller caller, RequestContext request) {
    this.bundles = bundles;
    this.answers = answers;
    this.caller = caller;
    this.request = request;
  }

  @POST
  @Path("/{id}/upload")
  @Member
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "uploadAgentBundle",
      summary = "Upload code bundle",
      description =
          "A zip of at most 50 MiB, 10,000 entries and 500 MiB unpacked. A version whose bundle is"
              + " active takes no other; the same zip again is answered like the first time.")
  public AgentApi.Uploaded upload(
      @RestPath String id,
      @Parameter(description = "File of the zip to start") @RestHeader("x-entrypoint")
          @Nullable String entrypoint,
      @RestForm("bundle") @Nullable FileUpload bundle,
      @RestForm("file") @Nullable FileUpload file) {
    if ((bundle == null) == (file == null)) {
      throw Errors.invalidField("bundle", "send the zip as one file part named bundle (or file)");
    }
    FileUpload zip = bundle == null ? file : bundle;
    Bundles.Upload upload =
        bundles.upload(
            caller.principal().workspaceId(),
            PathId.parse(id, "Agent"),
            zip.uploadedFile(),
            entrypoint);
    if (upload.error() != null) {
      request.warn("BUNDLE_ERROR", "bundle", upload.error());
    }
    return upload.answer();
  }

  @GET
  @Path("/{id}/bundle")
  @Member
  @Produces("application/zip")
  @Operation(
      operationId = "getAgentBundle",
      summary = "Download code bundle",
      description = "The zip of a version of your workspace. Its ETag is its SHA-256.")
  public RestResponse<InputStream> bundle(
      @RestPath String id, @RestHeader("If-None-Match") @Nullable String known) {
    return answers.zip(
        bundles.zip(caller.principal().workspaceId(), PathId.parse(id, "Agent")), known);
  }
}
