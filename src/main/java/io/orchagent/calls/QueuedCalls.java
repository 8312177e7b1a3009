package io.orchagent.calls;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.redis.Signals;
import io.orchagent.platform.work.Loop;
import io.orchagent.platform.work.Tick;
import io.orchagent.platform.work.WorkItems;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Starts queued calls on this server, as many at one time as it has workers. A workspace whose
 * calls at one time are all going on is passed over, so that it delays nobody else.
 */
@ApplicationScoped
public class QueuedCalls implements Tick {
  private static final Logger LOG = Logger.getLogger(QueuedCalls.class);
  private static final Duration LATER = Duration.ofSeconds(5);

  private final QueuedClaims claims;
  private final QueuedStart start;
  private final QueuedEnds ends;
  private final RunsUnderWay underWay;
  private final Signals signals;
  private final CallsConfig.Queue config;
  private volatile @Nullable Loop loop;

  QueuedCalls(
      QueuedClaims claims,
      QueuedStart start,
      QueuedEnds ends,
      RunsUnderWay underWay,
      Signals signals,
      CallsConfig config) {
    this.claims = claims;
    this.start = start;
    this.ends = ends;
    this.underWay = underWay;
    this.signals = signals;
    this.config = config.queue();
  }

  void open(@Observes @Priority(Loop.AFTER_ALL_ELSE) StartupEvent event) {
    if (config.workers() > 0) {
      loop = Loop.start("queued-calls", config.pollInterval(), this::look);
      signals.on(CallQueue.NAME, ignored -> wake());
      claims.onRoom(this::wake);
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
    if (underWay.stopping()) {
      return;
    }
    for (WorkItems.Claim claim : claims.take()) {
      Thread.ofVirtual().name("queued-call").start(() -> handle(claim));
    }
  }

  private void handle(WorkItems.Claim claim) {
    MDC.put("run_id", claim.id().toString());
    try {
      if (claim.attempts() > config.attempts()) {
        ends.end(claim.id(), "failed", CallErrors.neverStarted(), () -> {});
      } else {
        start.run(claim.id(), () -> started(claim));
      }
    } catch (ApiException refusal) {
      settle(claim, refusal);
    } catch (RuntimeException e) {
      LOG.errorf(e, "the queued run %s could not be started; it is tried again", claim.id());
      claims.giveBack(claim, LATER, true);
    } finally {
      claims.leave(claim);
      wake();
    }
  }

  /** Another call of its workspace may be waiting for this one to be let in. */
  private void started(WorkItems.Claim claim) {
    claims.started(claim);
    wake();
  }

  private void settle(WorkItems.Claim claim, ApiException refusal) {
    try {
      refused(claim, refusal);
    } catch (RuntimeException e) {
      LOG.warnf("the queued run %s could not be ended: %s", claim.id(), e.getMessage());
      claims.giveBack(claim, LATER, true);
    }
  }

  private void refused(WorkItems.Claim claim, ApiException refusal) {
    if (refusal.kind() == ErrorKind.LIMITED && refusal.retryable()) {
      claims.foundNoRoom(claim);
    } else if (refusal.kind() == ErrorKind.UNAVAILABLE) {
      claims.giveBack(claim, LATER, false);
    } else {
      boolean late = refusal.kind() == ErrorKind.DEADLINE_PASSED;
      ends.end(claim.id(), late ? "timeout" : "failed", refusal, () -> {});
    }
  }

  @Scheduled(
      identity = "queued-calls",
      every = "5s",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void beat() {
    try {
      int freed = claims.beat();
      if (freed > 0) {
        LOG.warnf("%d queued runs were left by the server that prepared them", freed);
        wake();
      }
    } catch (RuntimeException e) {
      LOG.warnf("could not look after the queued runs: %s", e.getMessage());
    }
  }

  @Override
  public String tickName() {
    return "queued_calls";
  }

  @Override
  public int tick() {
    beat();
    look();
    return 0;
  }
}
