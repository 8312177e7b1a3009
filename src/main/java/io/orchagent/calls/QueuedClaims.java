package io.orchagent.calls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orchagent.platform.work.WorkItems;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The queued calls that this server is at. */
@Singleton
class QueuedClaims {
  private static final Logger LOG = Logger.getLogger(QueuedClaims.class);

  private final WorkItems items;
  private final FullWorkspaces full;
  private final ServerInstance server;
  private final CallsConfig.Queue config;
  private final Counter foundNoRoom;
  // Until their runs have ended, and of these what has not started yet
  private final Set<UUID> atWork = ConcurrentHashMap.newKeySet();
  private final Set<UUID> preparing = ConcurrentHashMap.newKeySet();

  QueuedClaims(
      WorkItems items,
      FullWorkspaces full,
      ServerInstance server,
      CallsConfig config,
      MeterRegistry metrics) {
    this.items = items;
    this.full = full;
    this.server = server;
    this.config = config.queue();
    this.foundNoRoom = metrics.counter("orchagent.queue.found_no_room");
  }

  void onRoom(Runnable action) {
    full.onRoom(action);
  }

  /** As many as there are free workers. */
  List<WorkItems.Claim> take() {
    int free = config.workers() - atWork.size();
    if (free <= 0) {
      return List.of();
    }
    WorkItems.Groups groups = new WorkItems.Groups(full.closed(), full.oneByOne());
    List<WorkItems.Claim> taken =
        items.claim(CallQueue.NAME, server.id(), free, groups, config.lease());
    for (WorkItems.Claim claim : taken) {
      full.preparing(claim.group());
      atWork.add(claim.id());
      preparing.add(claim.id());
    }
    return taken;
  }

  /** It was let in: it is a run like any other now. */
  void started(WorkItems.Claim claim) {
    if (preparing.remove(claim.id())) {
      full.foundRoom(claim.group());
    }
  }

  /** Its workspace has no room for another run. */
  void foundNoRoom(WorkItems.Claim claim) {
    giveBack(claim, Duration.ZERO, false);
    foundNoRoom.increment();
    if (preparing.remove(claim.id())) {
      full.foundNone(claim.group());
    }
  }

  /**
   * To be tried again after a pause.
   *
   * @param counted whether it was an attempt
   */
  void giveBack(WorkItems.Claim claim, Duration pause, boolean counted) {
    try {
      items.giveBack(claim.id(), server.id(), pause, counted);
    } catch (RuntimeException e) {
      LOG.debugf(e, "the lease of %s will end by itself", claim.id());
    }
  }

  /** This server is no longer at it. */
  void leave(WorkItems.Claim claim) {
    started(claim);
    atWork.remove(claim.id());
  }

  /** What is being prepared stays this server's; what others left is free again. */
  int beat() {
    items.beat(CallQueue.NAME, server.id(), atWork, config.lease(), config.longestPreparation());
    return items.recover(CallQueue.NAME);
  }
}
