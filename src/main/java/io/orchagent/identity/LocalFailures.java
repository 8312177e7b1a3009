package io.orchagent.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Failed sign-ins counted by this server alone, while Redis is away. */
final class LocalFailures {
  private final Duration window;
  private final Cache<String, AtomicInteger> counts;

  LocalFailures(Duration window) {
    this.window = window;
    this.counts = Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(window).build();
  }

  /** How long to wait; zero when the attempt may go on. */
  Duration step(String key, int limit, String step) {
    AtomicInteger count = counts.get(key, any -> new AtomicInteger());
    if (count.get() >= limit) {
      return window;
    }
    if (step.equals("failure")) {
      count.incrementAndGet();
    } else if (step.equals("success")) {
      counts.invalidate(key);
    }
    return Duration.ZERO;
  }
}
