package io.orchagent.calls;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the OpenAPI document says of a call's body; it is read by hand, part by part. */
final class CallApi {
  private CallApi() {}

  /** A call that nobody waits for. */
  @Schema(name = "CallAccepted", description = "A call that was queued")
  record Accepted(
      @Schema(description = "Id of the run, for GET /workspaces/{id}/runs/{run_id}") UUID runId,
      @Schema(description = "Always `queued`") String status) {}

  /** Files, and JSON beside them. */
  @Schema(name = "CallFiles", description = "Files for the agent, and JSON beside them")
  record Files(
      @Schema(
              description = "A file, at most 25 MiB; several go as repeated files[]",
              type = SchemaType.STRING,
              format = "binary")
          @Nullable String file,
      @Schema(
              description = "A JSON object that the agent finds as metadata in its input",
              type = SchemaType.OBJECT)
          @Nullable String metadata) {}
}
