package io.orchagent.usage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Whether the counts in Redis can be asked right now. After a failure nobody tries for a moment, so
 * that an outage does not cost every call a timeout.
 */
@Singleton
class RedisHealth {
  private static final Logger LOG = Logger.getLogger(RedisHealth.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Counter failures;
  private volatile boolean away;
  private final AtomicLong tryAgain = new AtomicLong();

  RedisHealth(MeterRegistry registry) {
    this.failures = registry.counter("orchagent.quota.redis.failures");
  }

  /** While it is away one asks after each pause, on behalf of all. */
  boolean mayAsk() {
    if (!away) {
      return true;
    }
    long now = System.nanoTime();
    long due = tryAgain.get();
    return now - due >= 0 && tryAgain.compareAndSet(due, now + PAUSE.toNanos());
  }

  void failed(RuntimeException cause) {
    failures.increment();
    if (!away) {
      LOG.warnf("Redis is away, PostgreSQL counts the calls: %s", cause.getMessage());
    }
    tryAgain.set(System.nanoTime() + PAUSE.toNanos());
    away = true;
  }

  void answered() {
    if (away) {
      away = false;
      LOG.info("Redis is back");
    }
  }
}
