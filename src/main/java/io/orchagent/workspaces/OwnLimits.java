package io.orchagent.workspaces;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.persistence.SqlFailure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The limits that a workspace has instead of its plan's, remembered for a second: each call asks
 * for them. While PostgreSQL is away what was read last goes on counting.
 */
@Singleton
class OwnLimits {
  private static final long FRESH_NANOS = 1_000_000_000L;

  private final Sql sql;
  private final Cache<UUID, Known> known =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofHours(1)).build();

  OwnLimits(Sql sql) {
    this.sql = sql;
  }

  private record Known(Map<String, Long> limits, long readAt) {}

  /** By the names of {@link PlanLimits#NAMES}. */
  Map<String, Long> of(UUID workspace) {
    long now = System.nanoTime();
    Known remembered = known.getIfPresent(workspace);
    if (remembered != null && now - remembered.readAt() < FRESH_NANOS) {
      return remembered.limits();
    }
    try {
      Map<String, Long> read = read(workspace);
      known.put(workspace, new Known(read, now));
      return read;
    } catch (SqlFailure e) {
      return remembered == null ? Map.of() : remembered.limits();
    }
  }

  Map<String, Long> read(UUID workspace) {
    return sql
        .list(
            "select name, value from workspace_limit where workspace_id = ?",
            row -> Map.entry(row.text("name"), row.number("value")),
            workspace)
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  void set(UUID workspace, String name, long value) {
    sql.update(
        """
        insert into workspace_limit (workspace_id, name, value) values (?, ?, ?)
        on conflict (workspace_id, name) do update set value = excluded.value
        """,
        workspace,
        name,
        value);
  }

  void clear(UUID workspace, String name) {
    sql.update("delete from workspace_limit where workspace_id = ? and name = ?", workspace, name);
  }

  /** After a change has committed; other servers follow within a second. */
  void forget(UUID workspace) {
    known.invalidate(workspace);
  }
}
