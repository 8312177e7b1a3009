package io.orchagent.calls;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.orchagent.sandbox.CancelSignal;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What this server runs right now. When it stops, what is still going on after the grace period is
 * cancelled, and waited for until its end is stored.
 */
@ApplicationScoped
public class RunsUnderWay {
  private static final Logger LOG = Logger.getLogger(RunsUnderWay.class);
  private static final Duration STORING = Duration.ofSeconds(10);

  private final Map<UUID, CancelSignal> runs = new ConcurrentHashMap<>();
  private final FullWorkspaces full;
  private final Duration grace;
  private volatile boolean stopping;

  /**
   * @param grace how long the server waits for its requests when it is told to end
   */
  RunsUnderWay(
      FullWorkspaces full,
      MeterRegistry metrics,
      @ConfigProperty(name = "quarkus.shutdown.timeout") Optional<Duration> grace) {
    this.full = full;
    this.grace = grace.orElse(Duration.ZERO);
    metrics.gaugeMapSize("orchagent.calls.in_flight", Tags.empty(), runs);
  }

  /** Announces a run, before its start row is written. */
  CancelSignal enter(UUID run) {
    CancelSignal signal = new CancelSignal();
    runs.put(run, signal);
    if (stopping) {
      leave(run, signal);
      throw CallErrors.stopping();
    }
    return signal;
  }

  /** The run's end is stored, or given up. */
  void leave(UUID run, CancelSignal signal) {
    runs.remove(run, signal);
    synchronized (this) {
      notifyAll();
    }
  }

  /** A run's end is stored and its place given back: queued ones may wait for that. */
  void ended(UUID workspace) {
    full.ended(workspace);
  }

  /** Ends one early, when it is here. */
  void cancel(UUID run) {
    CancelSignal signal = runs.get(run);
    if (signal != null) {
      signal.cancel();
    }
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  UUID[] ids() {
    return runs.keySet().toArray(UUID[]::new);
  }

  boolean stopping() {
    return stopping;
  }

  /**
   * The connections are closed when the grace period is over, before {@link #stop}: what takes too
   * long is cancelled while those who wait for it can still be told.
   */
  void refuseNew(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    Thread.ofPlatform()
        .daemon()
        .name("calls-grace")
        .start(
            () -> {
              awaitNone(grace.multipliedBy(4).dividedBy(5));
              cancelAll();
            });
  }

  /** Early among the observers: later ones close what the runs need to store their end. */
  void stop(@Observes @Priority(1) ShutdownEvent event) {
    stopping = true;
    cancelAll();
    awaitNone(STORING);
  }

  private void cancelAll() {
    if (!runs.isEmpty()) {
      LOG.infof("cancelling %d runs that take longer than the grace period", runs.size());
      runs.values().forEach(CancelSignal::cancel);
    }
  }

  private synchronized void awaitNone(Duration longest) {
    long until = System.nanoTime() + longest.toNanos();
    try {
      long left = until - System.nanoTime();
      while (!runs.isEmpty() && left > 0) {
        wait(Math.max(1, left / 1_000_000));
        left = until - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
