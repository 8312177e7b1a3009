package io.orchagent.usage;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Whether the counts in Redis can be asked right now. After a failure nobody tries for a moment, so
 * that an outage does not cost every call a timeout.
 */
@Singleton
class RedisHealth {
  private static final Logger LOG = Logger.getLogger(RedisHealth.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final MeterRegistry registry;
  private volatile boolean away;
  private volatile long tryAgain;

  RedisHealth(MeterRegistry registry) {
    this.registry = registry;
  }

  boolean mayAsk() {
    return !away || System.nanoTime() - tryAgain >= 0;
  }

  void failed(RuntimeException cause) {
    registry.counter("orchagent.quota.redis.failures").increment();
    if (!away) {
      LOG.warnf("Redis is away, PostgreSQL counts the calls: %s", cause.getMessage());
    }
    tryAgain = System.nanoTime() + PAUSE.toNanos();
    away = true;
  }

  void answered() {
    if (away) {
      away = false;
      LOG.info("Redis is back");
    }
  }
}
