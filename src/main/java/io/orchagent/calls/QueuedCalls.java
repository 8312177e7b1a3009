package io.orchagent.calls;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.redis.Signals;
import io.orchagent.platform.work.Loop;
import io.orchagent.platform.work.WorkItems;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts queued calls on this server, as many at one time as it has workers. A workspace whose
 * calls at one time are all going on is passed over for a moment, so that it delays nobody else.
 */
@ApplicationScoped
public class QueuedCalls {
  private static final Logger LOG = Logger.getLogger(QueuedCalls.class);
  private static final Duration BUSY = Duration.ofMillis(500);
  private static final Duration LATER = Duration.ofSeconds(5);

  private final WorkItems items;
  private final QueuedStart start;
  private final QueuedEnds ends;
  private final ServerInstance server;
  private final RunsUnderWay underWay;
  private final Signals signals;
  private final CallsConfig.Queue config;
  private final Set<UUID> atWork = ConcurrentHashMap.newKeySet();
  private final Map<UUID, Long> full = new ConcurrentHashMap<>();
  private volatile @Nullable Loop loop;

  QueuedCalls(
      WorkItems items,
      QueuedStart start,
      QueuedEnds ends,
      ServerInstance server,
      RunsUnderWay underWay,
      Signals signals,
      CallsConfig config) {
    this.items = items;
    this.start = start;
    this.ends = ends;
    this.server = server;
    this.underWay = underWay;
    this.signals = signals;
    this.config = config.queue();
  }

  void open(@Observes @Priority(Loop.AFTER_ALL_ELSE) StartupEvent event) {
    if (config.workers() > 0) {
      loop = Loop.start("queued-calls", config.pollInterval(), this::look);
      signals.on(CallQueue.NAME, ignored -> wake());
    }
  }

  void close(@Observes ShutdownEvent event) {
    if (loop != null) {
      loop.close();
    }
  }

  private void wake() {
    if (loop != null) {
      loop.wake();
    }
  }

  private void look() {
    int free = config.workers() - atWork.size();
    if (free <= 0 || underWay.stopping()) {
      return;
    }
    for (WorkItems.Claim claim :
        items.claim(CallQueue.NAME, server.id(), free, fullOnes(), config.lease())) {
      atWork.add(claim.id());
      Thread.ofVirtual().name("queued-call").start(() -> handle(claim));
    }
  }

  private Set<UUID> fullOnes() {
    full.values().removeIf(until -> until - System.nanoTime() < 0);
    return Set.copyOf(full.keySet());
  }

  private void handle(WorkItems.Claim claim) {
    try {
      if (claim.attempts() > config.attempts()) {
        ends.end(claim.id(), "failed", CallErrors.neverStarted(), () -> {});
      } else {
        start.run(claim.id());
      }
    } catch (ApiException refusal) {
      settle(claim, refusal);
    } catch (RuntimeException e) {
      LOG.errorf(e, "the queued run %s could not be started; it is tried again", claim.id());
      giveBack(claim, LATER, true);
    } finally {
      atWork.remove(claim.id());
      wake();
    }
  }

  private void settle(WorkItems.Claim claim, ApiException refusal) {
    try {
      refused(claim, refusal);
    } catch (RuntimeException e) {
      LOG.warnf("the queued run %s could not be ended: %s", claim.id(), e.getMessage());
      giveBack(claim, LATER, true);
    }
  }

  private void refused(WorkItems.Claim claim, ApiException refusal) {
    if (refusal.kind() == ErrorKind.LIMITED) {
      full.put(claim.group(), System.nanoTime() + BUSY.toNanos());
      giveBack(claim, Duration.ZERO, false);
    } else if (refusal.kind() == ErrorKind.UNAVAILABLE) {
      giveBack(claim, LATER, false);
    } else {
      boolean late = refusal.kind() == ErrorKind.DEADLINE_PASSED;
      ends.end(claim.id(), late ? "timeout" : "failed", refusal, () -> {});
    }
  }

  private void giveBack(WorkItems.Claim claim, Duration pause, boolean counted) {
    try {
      items.giveBack(claim.id(), server.id(), pause, counted);
    } catch (RuntimeException e) {
      LOG.debugf(e, "the lease of %s will end by itself", claim.id());
    }
  }

  /** What is being prepared stays this server's; what others left is free again. */
  @Scheduled(
      identity = "queued-calls",
      every = "5s",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void beat() {
    try {
      items.beat(CallQueue.NAME, server.id(), atWork, config.lease(), config.longestPreparation());
      int freed = items.recover(CallQueue.NAME);
      if (freed > 0) {
        LOG.warnf("%d queued runs were left by the server that prepared them", freed);
        wake();
      }
    } catch (RuntimeException e) {
      LOG.warnf("could not look after the queued runs: %s", e.getMessage());
    }
  }
}
