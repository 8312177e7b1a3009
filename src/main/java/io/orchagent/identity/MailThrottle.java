package io.orchagent.identity;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.redis.Counted;
import io.orchagent.platform.redis.RedisLink;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/** How much mail strangers may cause: aloud for the address they come from, else in silence. */
@Singleton
class MailThrottle {
  private final Origin origin;
  private final Wishes resets;
  private final Wishes registrations;

  MailThrottle(Origin origin, RedisLink redis, IdentityConfig config) {
    this.origin = origin;
    this.resets = new Wishes("auth:reset:", config.resetThrottle(), redis);
    this.registrations = new Wishes("auth:register:", config.registerThrottle(), redis);
  }

  Wishes resets() {
    return resets;
  }

  Wishes registrations() {
    return registrations;
  }

  /** Wishes of one kind. */
  final class Wishes {
    private final String prefix;
    private final IdentityConfig.MailThrottle limits;
    private final Counted counts;

    private Wishes(String prefix, IdentityConfig.MailThrottle limits, RedisLink redis) {
      this.prefix = prefix;
      this.limits = limits;
      this.counts = new Counted(redis, limits.window());
    }

    /** 429 when the request's origin had too many, whatever the accounts. */
    void admit() {
      Duration wait = counts.beyond(prefix + "address:" + origin.find(), limits.perAddress());
      if (wait.isPositive()) {
        throw SessionErrors.throttled(wait);
      }
    }

    /** Whether one more mail may go there. Nobody is told of it: to be asked after the answer. */
    boolean mayWrite(String email) {
      String account = Hashes.hex(Hashes.sha256(email.toLowerCase(Locale.ROOT)));
      return !counts.beyond(prefix + "account:" + account, limits.perAccount()).isPositive();
    }
  }
}
