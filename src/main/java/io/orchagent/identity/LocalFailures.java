package io.orchagent.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;

/**
 * Failed sign-ins counted by this server alone, while Redis is away: the same counts as there. One
 * at a time; comparing a password takes a thousand times as long.
 */
final class LocalFailures {
  private final Duration window;
  private final Cache<String, Integer> counts;
  private final Cache<String, Boolean> known = Caffeine.newBuilder().maximumSize(100_000).build();

  LocalFailures(Duration window) {
    this.window = window;
    this.counts = Caffeine.newBuilder().maximumSize(300_000).expireAfterWrite(window).build();
  }

  /**
   * How long to wait; zero when the attempt may go on.
   *
   * @param keys the three counts, the mark of a known address
   * @param limits of the three counts
   */
  synchronized Duration step(List<String> keys, List<Integer> limits, String step) {
    if (!step.equals("forget") && isOver(keys, limits)) {
      return window;
    }
    switch (step) {
      case "failure" -> keys.subList(0, 3).forEach(key -> counts.put(key, count(key) + 1));
      case "success", "forget" -> {
        counts.invalidate(keys.getFirst());
        known.put(keys.get(3), true);
      }
      default -> {
        // only asked
      }
    }
    return Duration.ZERO;
  }

  private boolean isOver(List<String> keys, List<Integer> limits) {
    boolean spared = known.getIfPresent(keys.get(3)) != null;
    return count(keys.get(0)) >= limits.get(0)
        || count(keys.get(1)) >= limits.get(1)
        || (count(keys.get(2)) >= limits.get(2) && !spared);
  }

  private int count(String key) {
    Integer count = counts.getIfPresent(key);
    return count == null ? 0 : count;
  }
}
