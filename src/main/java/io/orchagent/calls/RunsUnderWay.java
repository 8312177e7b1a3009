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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
  private volatile boolean stopping;

  RunsUnderWay(FullWorkspaces full, MeterRegistry metrics) {
    this.full = full;
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

  void refuseNew(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
  }

  /** Early among the observers: later ones close what the runs need to store their end. */
  void stop(@Observes @Priority(1) ShutdownEvent event) {
    stopping = true;
    if (runs.isEmpty()) {
      return;
    }
    LOG.infof("cancelling %d runs that outlived the grace period", runs.size());
    runs.values().forEach(CancelSignal::cancel);
    awaitStored();
  }

  private synchronized void awaitStored() {
    long until = System.nanoTime() + STORING.toNanos();
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
