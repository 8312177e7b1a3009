package io.orchagent.platform.outbound;

import io.orchagent.platform.outbound.Refusal.Reason;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** What all connections of one run share: its policy, and what it has used up. */
final class EgressRun {
  private static final Logger LOG = Logger.getLogger(EgressProxy.class);
  private static final int LOGGED = 20;
  private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

  private final EgressPolicy policy;
  private final EgressLimits limits;
  private final Crossing crossing;
  private final ScheduledExecutorService clock;
  private final EgressMetrics meters;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong hour = new AtomicLong(System.nanoTime());

  EgressRun(
      EgressPolicy policy,
      EgressLimits limits,
      Crossing crossing,
      ScheduledExecutorService clock,
      EgressMetrics meters) {
    this.policy = policy;
    this.limits = limits;
    this.crossing = crossing;
    this.clock = clock;
    this.meters = meters;
  }

  EgressPolicy policy() {
    return policy;
  }

  EgressLimits limits() {
    return limits;
  }

  Crossing crossing() {
    return crossing;
  }

  void enter() throws Refusal {
    meters.connected();
    if (open.incrementAndGet() > limits.connections()) {
      throw new Refusal(
          Reason.TOO_MANY_CONNECTIONS,
          null,
          "This run has %d connections open already.".formatted(limits.connections()),
          "Close some first; clients keep them in pools.");
    }
  }

  void leave() {
    open.decrementAndGet();
  }

  /** What has no end is given its bytes anew each hour. */
  private void beginHour() {
    long began = hour.get();
    long now = System.nanoTime();
    if (policy.purpose() == EgressPolicy.Purpose.SERVICE
        && now - began > HOUR_NANOS
        && hour.compareAndSet(began, now)) {
      bytes.set(0);
    }
  }

  /** Counts what was carried; false when the run has used up what it may. */
  boolean carried(long count) {
    beginHour();
    long total = bytes.addAndGet(count);
    if (total <= limits.bytes()) {
      return true;
    }
    if (total - count <= limits.bytes()) {
      refused(new Refusal(Reason.TOO_MANY_BYTES, null, "The run has carried all that it may.", ""));
    }
    return false;
  }

  boolean isExhausted() {
    beginHour();
    return bytes.get() > limits.bytes();
  }

  Future<?> after(Duration time, Runnable action) {
    return clock.schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Host and port are all that is said of a request: paths and queries carry secrets. */
  void refused(Refusal refusal) {
    String reason = refusal.reason().wire();
    meters.refused(refusal.reason());
    int count = refused.incrementAndGet();
    if (count <= LOGGED) {
      LOG.infof(
          "egress refused: run=%s reason=%s target=%s%s",
          policy.runId(),
          reason,
          refusal.target() == null ? "-" : policy.mask().text(String.valueOf(refusal.target())),
          count == LOGGED ? " (further ones of this run are only counted)" : "");
    }
  }
}
