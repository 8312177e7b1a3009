package io.orchagent.audit;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of the audit log. */
public final class AuditApi {
  private AuditApi() {}

  /** One change. */
  @Schema(name = "AuditEvent", description = "Who did what, when and from where")
  public record Event(
      @Schema(description = "Id of the event") UUID id,
      @Schema(
              description = "Email address of who did it, as it was then; system for the server",
              examples = "ada@example.com")
          String actor,
      @Schema(description = "What was done", examples = "api_key.created") String action,
      @Schema(description = "What it was done to", examples = "deploy (sk_live_1a2b)")
          String target,
      @Schema(description = "Address of the client; null when it was the server itself")
          @Nullable String ip,
      @Schema(description = "When, UTC") Instant createdAt) {}
}
