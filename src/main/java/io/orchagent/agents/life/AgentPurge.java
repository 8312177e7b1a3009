package io.orchagent.agents.life;

import io.orchagent.agents.life.LifeQueries.Due;
import io.orchagent.agents.life.LifeQueries.Gone;
import io.orchagent.audit.AuditTrail;
import io.orchagent.platform.blobs.Blobs;
import io.orchagent.platform.work.Tick;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Takes away what was deleted long ago. Each version goes in a transaction of its own, and its
 * bytes after that: a server that dies in between leaves bytes that nothing names, which {@code
 * platform.blobs} frees within hours.
 */
@ApplicationScoped
public class AgentPurge implements Tick {
  private static final Logger LOG = Logger.getLogger(AgentPurge.class);
  private static final int BATCH = 100;
  private static final Due FIRST = new Due(new UUID(0, 0), Instant.EPOCH);

  private final LifeQueries queries;
  private final Removals.Times times;
  private final Blobs blobs;
  private final AuditTrail audit;

  AgentPurge(LifeQueries queries, Removals.Times times, Blobs blobs, AuditTrail audit) {
    this.queries = queries;
    this.times = times;
    this.blobs = blobs;
    this.audit = audit;
  }

  @Scheduled(
      identity = "agent-purge",
      every = "1h",
      delayed = "15m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void hourly() {
    try {
      int purged = purge();
      if (purged > 0) {
        LOG.infof("purged %d versions that were deleted long ago", purged);
      }
    } catch (RuntimeException e) {
      LOG.warnf("deleted versions could not be purged, the next hour tries: %s", e.getMessage());
    }
  }

  @Override
  public String tickName() {
    return "deleted_agents";
  }

  @Override
  public int tick() {
    return purge();
  }

  /** All that are due; one that can't go is no reason for the others to stay. */
  int purge() {
    Instant before = times.gone();
    int purged = 0;
    Due last = FIRST;
    while (true) {
      List<Due> due = queries.due(before, last, BATCH);
      if (due.isEmpty()) {
        return purged;
      }
      for (Due version : due) {
        purged += purged(version, before) ? 1 : 0;
      }
      last = due.getLast();
    }
  }

  private boolean purged(Due version, Instant before) {
    try {
      Optional<Gone> gone =
          QuarkusTransaction.requiringNew().call(() -> purge(version.id(), before));
      gone.map(Gone::bundle).ifPresent(blobs::discardOld);
      return gone.isPresent();
    } catch (RuntimeException e) {
      LOG.warnf(
          "the deleted version %s could not be purged, the next hour tries: %s",
          version.id(), e.getMessage());
      return false;
    }
  }

  private Optional<Gone> purge(UUID id, Instant before) {
    Optional<Gone> gone = queries.purge(id, before);
    gone.ifPresent(left -> audit.record(left.workspaceId(), "agent.purged", left.label()));
    return gone;
  }
}
