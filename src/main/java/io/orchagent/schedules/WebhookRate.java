package io.orchagent.schedules;

import io.orchagent.platform.redis.Counted;
import io.orchagent.platform.redis.RedisLink;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;

/**
 * How many requests a webhook takes in the minute that begins with the first of them, on all
 * servers together; without Redis on each server.
 */
@Singleton
class WebhookRate {
  private final Counted requests;
  private final SchedulesConfig config;

  WebhookRate(RedisLink redis, SchedulesConfig config) {
    this.requests = new Counted(redis, Duration.ofMinutes(1));
    this.config = config;
  }

  /** Counts a request; refused when there were too many. */
  void take(UUID schedule) {
    Duration wait = requests.beyond("webhook:" + schedule, config.webhookRate());
    if (wait.isPositive()) {
      throw ScheduleErrors.tooFast(config.webhookRate(), wait.plusMillis(999).toSeconds());
    }
  }
}
