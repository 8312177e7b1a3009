package io.orchagent.identity;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * When keys were last used, to a minute. Requests only leave a note; what a crash loses is a note.
 */
@ApplicationScoped
public class KeyUses {
  private static final Logger LOG = Logger.getLogger(KeyUses.class);
  private static final Duration PRECISION = Duration.ofMinutes(1);

  private final EntityManager database;
  private final Clock clock;
  private final Set<UUID> used = ConcurrentHashMap.newKeySet();

  KeyUses(EntityManager database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  void note(ApiKey key) {
    if (key.lastUsedAt == null || key.lastUsedAt.plus(PRECISION).isBefore(clock.instant())) {
      used.add(key.id);
    }
  }

  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  @Transactional
  void write() {
    UUID[] ids = used.toArray(UUID[]::new);
    if (ids.length == 0) {
      return;
    }
    used.removeAll(Set.of(ids));
    database
        .createNativeQuery("update api_key set last_used_at = now() where id = any(?1)")
        .setParameter(1, ids)
        .executeUpdate();
  }

  void onStop(@Observes ShutdownEvent event) {
    try {
      write();
    } catch (RuntimeException e) {
      LOG.debugf(e, "the last uses of keys were not written");
    }
  }
}
