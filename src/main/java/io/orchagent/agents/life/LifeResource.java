package io.orchagent.agents.life;

import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.QueryValue;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Member;
import io.orchagent.platform.security.Owner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Deleting versions, and bringing them back. */
@Path("/agents/{id}")
@Tag(name = "Agent Management")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LifeResource {
  private static final String ALL = "all_versions";

  private final Removals removals;
  private final CurrentCaller caller;

  LifeResource(Removals removals, CurrentCaller caller) {
    this.removals = removals;
    this.caller = caller;
  }

  @GET
  @Path("/delete-check")
  @Member
  @Operation(
      operationId = "checkAgentDelete",
      summary = "Check delete confirmation requirements",
      description = "What deleting a version, or all of its name, would touch.")
  public LifeApi.DeleteCheck check(
      @RestPath String id,
      @Parameter(
              description = "all_versions: all versions of the name",
              schema = @Schema(type = SchemaType.STRING, enumeration = ALL))
          @RestQuery
          @Nullable String mode) {
    return removals.check(workspace(), PathId.parse(id, "Agent"), all(mode));
  }

  @DELETE
  @Owner
  @Operation(
      operationId = "deleteAgent",
      summary = "Delete an agent",
      description =
          "Deletes a version, or all of its name. It is gone from every list at once; runs under way"
              + " end as they would have, new ones are refused, queued ones end as failed. It can be"
              + " restored for 30 days. 409 while a service runs it.")
  public LifeApi.Removed delete(
      @RestPath String id,
      @Parameter(description = "The agent's name; needed at 10 stars or 1 fork")
          @RestQuery("confirmation_name")
          @Nullable String confirmationName,
      @Parameter(
              description = "all_versions: all versions of the name",
              schema = @Schema(type = SchemaType.STRING, enumeration = ALL))
          @RestQuery
          @Nullable String mode) {
    return removals.delete(workspace(), PathId.parse(id, "Agent"), all(mode), confirmationName);
  }

  @POST
  @Path("/restore")
  @Owner
  @Operation(
      operationId = "restoreAgent",
      summary = "Restore a deleted agent",
      description =
          "Brings a version, or all deleted ones of its name, back as they were, within 30 days.")
  public LifeApi.Restored restore(
      @RestPath String id,
      @Parameter(
              description = "all_versions: all deleted versions of the name",
              schema = @Schema(type = SchemaType.STRING, enumeration = ALL))
          @RestQuery
          @Nullable String mode) {
    return removals.restore(workspace(), PathId.parse(id, "Agent"), all(mode));
  }

  private UUID workspace() {
    return caller.principal().workspaceId();
  }

  private static boolean all(@Nullable String mode) {
    return QueryValue.word("mode", mode, List.of(ALL)).isPresent();
  }
}
