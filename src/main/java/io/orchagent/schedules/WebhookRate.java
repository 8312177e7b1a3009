package io.orchagent.schedules;

import io.orchagent.platform.redis.RedisLink;
import io.orchagent.platform.redis.RedisScript;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * How many requests a webhook takes in a minute, on all servers together. Without Redis nobody
 * counts: the quota, which does not need it, still holds.
 */
@Singleton
class WebhookRate {
  private static final Logger LOG = Logger.getLogger(WebhookRate.class);
  private static final long MINUTE = 60;

  private static final RedisScript COUNT =
      RedisScript.of(
          """
          local n = redis.call('INCR', KEYS[1])
          if n == 1 then redis.call('EXPIRE', KEYS[1], 120) end
          return n
          """);

  private final RedisLink redis;
  private final SchedulesConfig config;
  private final Clock clock;

  WebhookRate(RedisLink redis, SchedulesConfig config, Clock clock) {
    this.redis = redis;
    this.config = config;
    this.clock = clock;
  }

  /** Counts a request; refused when there were too many. */
  void take(UUID schedule) {
    Instant now = clock.instant();
    long minute = now.getEpochSecond() / MINUTE;
    if (count("webhook:{" + schedule + "}:" + minute) > config.webhookRate()) {
      Instant next = Instant.ofEpochSecond((minute + 1) * MINUTE);
      throw ScheduleErrors.tooFast(
          config.webhookRate(), Duration.between(now, next).plusMillis(999).toSeconds());
    }
  }

  private long count(String key) {
    try {
      Response answer = redis.ask(COUNT, List.of(key), List.of());
      return answer == null ? 0 : answer.toLong();
    } catch (RuntimeException e) {
      LOG.debugf(e, "nobody counts the requests to webhooks");
      return 0;
    }
  }
}
