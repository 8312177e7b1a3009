package io.orchagent.identity;

import io.orchagent.audit.AuditTrail;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.security.Stamps;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** People's keys: making, listing, revoking. */
@ApplicationScoped
public class ApiKeys {
  private static final Duration LONGEST = Duration.ofDays(3_660);

  private final Stamps stamps;
  private final AuditTrail audit;
  private final Clock clock;

  ApiKeys(Stamps stamps, AuditTrail audit, Clock clock) {
    this.stamps = stamps;
    this.audit = audit;
    this.clock = clock;
  }

  /** A key of the caller for the workspace of the request; a locked key makes only its like. */
  @Transactional
  public ApiKeyApi.Created create(Principal caller, ApiKeyApi.Create wanted) {
    boolean locked = Boolean.TRUE.equals(wanted.workspaceLocked());
    if (caller.credential().workspaceLocked() && !locked) {
      throw Errors.forbidden(
          "This key is locked to its workspace and makes only such keys: send"
              + " \"workspace_locked\": true.");
    }
    Instant expiresAt = wanted.expiresAt();
    if (expiresAt != null && expiresAt.isAfter(clock.instant().plus(LONGEST))) {
      throw Errors.invalidField("expires_at", ApiKeyApi.EXPIRY_RULE);
    }
    String secret = Tokens.random(ApiKey.KIND);
    ApiKey key = newKey(caller.userId(), caller.workspaceId(), wanted.name(), secret);
    key.expiresAt = expiresAt;
    key.workspaceLocked = locked;
    key.persist();
    audit.record(key.workspaceId, "api_key.created", key.label());
    return ApiKeyApi.Created.of(key, secret);
  }

  /** A key that the server makes for somebody. */
  @Transactional
  String createFor(UUID userId, UUID workspaceId, String name) {
    String secret = Tokens.random(ApiKey.KIND);
    ApiKey key = newKey(userId, workspaceId, name, secret);
    key.persist();
    audit.recordAs(userId, workspaceId, "api_key.created", key.label());
    return secret;
  }

  private ApiKey newKey(UUID userId, UUID workspaceId, String name, String secret) {
    ApiKey key = new ApiKey();
    key.id = Ids.newId();
    key.userId = userId;
    key.workspaceId = workspaceId;
    key.name = name;
    key.keyHash = Hashes.sha256(secret);
    key.prefix = secret.substring(0, ApiKey.PREFIX_LENGTH);
    key.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return key;
  }

  /**
   * The caller's keys that are not revoked, newest first.
   *
   * @param only null for those of all workspaces
   */
  @Transactional
  public Page<ApiKeyApi.View> list(UUID userId, @Nullable UUID only, PageRequest page) {
    return Page.of(
        ApiKey.listOwn(userId, only, page.offset(), page.limit()).stream()
            .map(ApiKeyApi.View::of)
            .toList(),
        ApiKey.countOwn(userId, only),
        page);
  }

  /**
   * Ends a key of the caller at once, everywhere.
   *
   * @param only null when keys of any workspace may be ended
   */
  public void revoke(UUID userId, @Nullable UUID only, UUID id) {
    stamps.changing(userId);
    try {
      QuarkusTransaction.requiringNew().run(() -> revokeRow(userId, only, id));
    } finally {
      stamps.changed(userId);
    }
  }

  private void revokeRow(UUID userId, @Nullable UUID only, UUID id) {
    ApiKey key =
        ApiKey.findOwn(userId, id)
            .filter(found -> only == null || found.workspaceId.equals(only))
            .orElseThrow(() -> Errors.notFound("API key"));
    key.revokedAt = clock.instant();
    audit.record(key.workspaceId, "api_key.revoked", key.label());
  }
}
