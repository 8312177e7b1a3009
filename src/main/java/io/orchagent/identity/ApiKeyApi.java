package io.orchagent.identity;

import io.orchagent.platform.http.DisplayName;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of API keys. */
public final class ApiKeyApi {
  static final String EXPIRY_RULE = "must be in the future, within ten years";

  private ApiKeyApi() {}

  /** A new key. */
  @Schema(name = "ApiKeyCreate", description = "A new API key")
  public record Create(
      @Schema(
              description = "What it is for, 1 to 100 characters",
              required = true,
              examples = "deploy")
          @NotNull(message = "is required")
          @DisplayName
          @Nullable String name,
      @Schema(description = "When it stops working, UTC, within ten years; absent: never")
          @Future(message = EXPIRY_RULE)
          @Nullable Instant expiresAt,
      @Schema(
              description = "Whether it works in this one workspace alone; false when absent",
              defaultValue = "false")
          @Nullable Boolean workspaceLocked) {}

  /** A key, without the key. */
  @Schema(name = "ApiKey", description = "An API key, without the key itself")
  public record View(
      @Schema(description = "Id of the key") UUID id,
      @Schema(description = "What it is for") String name,
      @Schema(description = "Its first 12 characters", examples = "sk_live_1a2B") String prefix,
      @Schema(description = "The workspace it works in when a request names none") UUID workspaceId,
      @Schema(description = "Whether it works in that one workspace alone") boolean workspaceLocked,
      @Schema(description = "When it was made, UTC") Instant createdAt,
      @Schema(description = "When it was last used, UTC, to a minute; null: never")
          @Nullable Instant lastUsedAt,
      @Schema(description = "When it stops working, UTC; null: never")
          @Nullable Instant expiresAt) {
    static View of(ApiKey key) {
      return new View(
          key.id,
          key.name,
          key.prefix,
          key.workspaceId,
          key.workspaceLocked,
          key.createdAt,
          key.lastUsedAt,
          key.expiresAt);
    }
  }

  /** A key just made. */
  @Schema(name = "ApiKeyWithSecret", description = "An API key just made; the key is shown once")
  public record Created(
      @Schema(description = "Id of the key") UUID id,
      @Schema(description = "What it is for") String name,
      @Schema(description = "The key itself. It is not shown again.") String key,
      @Schema(description = "Its first 12 characters", examples = "sk_live_1a2B") String prefix,
      @Schema(description = "The workspace it works in when a request names none") UUID workspaceId,
      @Schema(description = "Whether it works in that one workspace alone") boolean workspaceLocked,
      @Schema(description = "When it was made, UTC") Instant createdAt,
      @Schema(description = "Always null: it was not used yet") @Nullable Instant lastUsedAt,
      @Schema(description = "When it stops working, UTC; null: never")
          @Nullable Instant expiresAt) {
    static Created of(ApiKey key, String secret) {
      return new Created(
          key.id,
          key.name,
          secret,
          key.prefix,
          key.workspaceId,
          key.workspaceLocked,
          key.createdAt,
          key.lastUsedAt,
          key.expiresAt);
    }
  }
}
