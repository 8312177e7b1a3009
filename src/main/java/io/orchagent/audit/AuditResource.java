package io.orchagent.audit;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.Csv;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.QueryValue;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Owner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** What happened in a workspace. */
@Path("/workspaces/{id}/audit")
@Tag(name = "Workspaces")
@RunOnVirtualThread
public class AuditResource {
  private final AuditLog log;
  private final CurrentCaller caller;
  private final RequestContext request;

  AuditResource(AuditLog log, CurrentCaller caller, RequestContext request) {
    this.log = log;
    this.caller = caller;
    this.request = request;
  }

  @GET
  @Owner
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "listAuditEvents",
      summary = "List audit events",
      description =
          "Every change of the workspace, newest first; in your personal workspace those of your"
              + " account too. Owners only. `metadata.next_cursor` is there while more follow.")
  public Page<AuditApi.Event> list(
      @RestPath String id,
      @BeanParam AuditQuery query,
      @BeanParam PageQuery page,
      @Parameter(
              description = "`metadata.next_cursor` of the page before; not together with `offset`")
          @RestQuery
          @Nullable String cursor) {
    Optional<UUID> before = QueryValue.id("cursor", cursor);
    if (before.isPresent() && page.offset != null) {
      throw Errors.invalidField("offset", "can't be used with 'cursor'; leave one out");
    }
    AuditLog.Part part =
        log.list(caller.principal(), query.filter(), before.orElse(null), page.page());
    if (part.next() != null) {
      request.metadata("next_cursor", part.next().toString());
    }
    return part.page();
  }

  @GET
  @Owner
  @Path("/export")
  @Produces("text/csv")
  @Operation(
      operationId = "exportAuditEvents",
      summary = "Export audit events",
      description =
          "All that fit as a file (RFC 4180), newest first. A field that a spreadsheet would run as"
              + " a formula has an apostrophe in front. Owners only.")
  public RestResponse<InputStream> export(@RestPath String id, @BeanParam AuditQuery query) {
    return ResponseBuilder.ok(log.csv(caller.principal(), query.filter()), Csv.TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\"")
        .build();
  }
}
