package io.orchagent.workspaces;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.persistence.SqlFailure;
import io.orchagent.platform.redis.Signals;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The limits that a workspace has instead of its plan's, remembered until they change: each call
 * asks for them. Other servers hear of a change through Redis, and without it after ten seconds.
 * While PostgreSQL is away what was read last goes on counting.
 */
@Singleton
class OwnLimits {
  private static final long FRESH_NANOS = 10_000_000_000L;
  private static final String SIGNAL = "workspace-limits";

  private final Sql sql;
  private final Signals signals;
  private final Cache<UUID, Known> known =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofHours(1)).build();

  OwnLimits(Sql sql, Signals signals) {
    this.sql = sql;
    this.signals = signals;
  }

  // Limits are an administrator's to change, so rarely that one count is enough for all workspaces
  private final AtomicLong changes = new AtomicLong();

  private record Known(Map<String, Long> limits, long readAt, long change) {}

  /** By the names of {@link PlanLimits#NAMES}. */
  Map<String, Long> of(UUID workspace) {
    long now = System.nanoTime();
    Known remembered = known.getIfPresent(workspace);
    long change = changes.get();
    if (remembered != null
        && remembered.change() == change
        && now - remembered.readAt() < FRESH_NANOS) {
      return remembered.limits();
    }
    try {
      Map<String, Long> read = read(workspace);
      known.put(workspace, new Known(read, now, change));
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

  void listen(@Observes StartupEvent event) {
    signals.on(SIGNAL, workspace -> changes.incrementAndGet());
    signals.onGap(changes::incrementAndGet);
  }

  /** After a change has committed. */
  void forget(UUID workspace) {
    signals.send(SIGNAL, workspace.toString());
  }
}
