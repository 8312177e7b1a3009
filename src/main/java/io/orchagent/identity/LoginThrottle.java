package io.orchagent.identity;

import io.orchagent.platform.ids.Hashes;
import io.quarkus.redis.datasource.RedisDataSource;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * Counts failed sign-ins and refuses more of them for a while.
 *
 * <p>Three counts over a window of time that starts with the first failure: of an account from one
 * address, of an address, and of an account from anywhere. Refused attempts are not counted, so the
 * window always ends. Where an account was signed in to before, the third does not refuse: whoever
 * fails on purpose shuts out themselves, and strangers, but not the owner.
 *
 * <p>The counts are asked again when the password was compared: of many guesses at the same moment
 * no more than the limit get to know whether they were right.
 */
@Singleton
class LoginThrottle {
  private static final Logger LOG = Logger.getLogger(LoginThrottle.class);

  /** Keys: the three counts, the mark of a known address. Gives the milliseconds to wait, or 0. */
  private static final String SCRIPT =
      """
      local known = redis.call('exists', KEYS[4]) == 1
      local wait = 0
      for i = 1, 3 do
        local failures = tonumber(redis.call('get', KEYS[i]) or '0')
        if failures >= tonumber(ARGV[i]) and not (i == 3 and known) then
          wait = math.max(wait, redis.call('pttl', KEYS[i]), 1)
        end
      end
      if wait > 0 or ARGV[4] == 'ask' then return wait end
      if ARGV[4] == 'success' then
        redis.call('del', KEYS[1])
        redis.call('set', KEYS[4], '1', 'px', ARGV[6])
        return 0
      end
      for i = 1, 3 do
        if redis.call('incr', KEYS[i]) == 1 then redis.call('pexpire', KEYS[i], ARGV[5]) end
      end
      return 0
      """;

  private static final Duration KNOWN = Duration.ofDays(30);

  private final RedisDataSource redis;
  private final IdentityConfig.LoginThrottle limits;
  private final LocalFailures local;

  LoginThrottle(RedisDataSource redis, IdentityConfig config) {
    this.redis = redis;
    this.limits = config.loginThrottle();
    this.local = new LocalFailures(limits.window());
  }

  /** Begins a sign-in, or refuses it with 429. */
  Attempt attempt(String email, String address) {
    String account = Hashes.hex(Hashes.sha256(email.toLowerCase(Locale.ROOT)));
    Attempt attempt =
        new Attempt(
            List.of(
                "auth:failed:" + account + ":" + address,
                "auth:failed:address:" + address,
                "auth:failed:account:" + account,
                "auth:known:" + account + ":" + address));
    attempt.run("ask");
    return attempt;
  }

  /** One sign-in, whose outcome is to be told before it is answered. */
  final class Attempt {
    private final List<String> keys;

    private Attempt(List<String> keys) {
      this.keys = keys;
    }

    /** Counts a failure; 429 when others used up the limit meanwhile. */
    void failed() {
      run("failure");
    }

    /** Forgets this account's failures from here; 429 as above, although the password was right. */
    void succeeded() {
      run("success");
    }

    private void run(String step) {
      Duration wait;
      try {
        wait = Duration.ofMillis(ask(step));
      } catch (RuntimeException e) {
        LOG.debugf(e, "Redis does not count failed sign-ins; this server does");
        wait = local.step(keys.getFirst(), limits.perAccountAndAddress(), step);
      }
      if (wait.isPositive()) {
        throw SessionErrors.throttled(wait);
      }
    }

    private long ask(String step) {
      return redis
          .execute(
              "EVAL",
              SCRIPT,
              "4",
              keys.get(0),
              keys.get(1),
              keys.get(2),
              keys.get(3),
              Integer.toString(limits.perAccountAndAddress()),
              Integer.toString(limits.perAddress()),
              Integer.toString(limits.perAccount()),
              step,
              Long.toString(limits.window().toMillis()),
              Long.toString(KNOWN.toMillis()))
          .toLong();
    }
  }
}
