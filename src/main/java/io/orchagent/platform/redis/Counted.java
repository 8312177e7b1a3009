package io.orchagent.platform.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Counts things in a window of time that starts with the first of them, for all servers together;
 * while Redis is away each server counts for itself.
 */
public final class Counted {
  private static final Logger LOG = Logger.getLogger(Counted.class);

  /** Gives 0, or the milliseconds until the window ends when this one is beyond the limit. */
  private static final RedisScript SCRIPT =
      RedisScript.of(
          """
          local n = redis.call('incr', KEYS[1])
          if n == 1 then redis.call('pexpire', KEYS[1], ARGV[2]) end
          if n <= tonumber(ARGV[1]) then return 0 end
          return math.max(redis.call('pttl', KEYS[1]), 1)
          """);

  private final RedisLink redis;
  private final Duration window;
  private final Cache<String, AtomicInteger> local;

  public Counted(RedisLink redis, Duration window) {
    this.redis = redis;
    this.window = window;
    this.local = Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(window).build();
  }

  /** Counts one; how long to wait when it is one too many, else zero. */
  public Duration beyond(String key, int limit) {
    try {
      Response wait =
          redis.ask(
              SCRIPT,
              List.of(key),
              List.of(Integer.toString(limit), Long.toString(window.toMillis())));
      return Duration.ofMillis(Objects.requireNonNull(wait).toLong());
    } catch (RuntimeException e) {
      LOG.debugf(e, "Redis does not count; this server does");
      int count = local.get(key, any -> new AtomicInteger()).incrementAndGet();
      return count <= limit ? Duration.ZERO : window;
    }
  }
}
