package io.orchagent.identity;

import io.orchagent.platform.persistence.WorkspaceEntity;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person's key. The key itself is not here, only its digest. */
@Entity
@Table(name = "api_key")
public class ApiKey extends WorkspaceEntity {
  static final String KIND = "sk_live_";
  static final int PREFIX_LENGTH = 12;

  public UUID userId;
  public String name;
  public byte[] keyHash;
  public String prefix;
  public boolean workspaceLocked;
  public @Nullable Instant lastUsedAt;
  public @Nullable Instant expiresAt;
  public @Nullable Instant revokedAt;

  static Optional<ApiKey> findByHash(byte[] hash) {
    return find("keyHash = ?1 and revokedAt is null", (Object) hash).firstResultOptional();
  }

  static Optional<ApiKey> findOwn(UUID userId, UUID id) {
    return find("id = ?1 and userId = ?2 and revokedAt is null", id, userId).firstResultOptional();
  }

  static long countOwn(UUID userId, @Nullable UUID only) {
    return only == null
        ? count("userId = ?1 and revokedAt is null", userId)
        : count("userId = ?1 and workspaceId = ?2 and revokedAt is null", userId, only);
  }

  static List<ApiKey> listOwn(UUID userId, @Nullable UUID only, int offset, int limit) {
    String order = " order by id desc";
    return (only == null
            ? ApiKey.<ApiKey>find("userId = ?1 and revokedAt is null" + order, userId)
            : ApiKey.<ApiKey>find(
                "userId = ?1 and workspaceId = ?2 and revokedAt is null" + order, userId, only))
        .range(offset, offset + limit - 1)
        .list();
  }

  /** Readable by people; tells nothing of the key but its first letters. */
  String label() {
    return name + " (" + prefix + ")";
  }
}
