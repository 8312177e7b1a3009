package io.orchagent.identity;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.redis.RedisLink;
import io.orchagent.platform.redis.RedisScript;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
  private static final RedisScript SCRIPT =
      RedisScript.of(
          """
      local known = redis.call('exists', KEYS[4]) == 1
      local wait = 0
      for i = 1, 3 do
        local failures = tonumber(redis.call('get', KEYS[i]) or '0')
        if failures >= tonumber(ARGV[i]) and not (i == 3 and known) then
          wait = math.max(wait, redis.call('pttl', KEYS[i]), 1)
        end
      end
      if ARGV[4] ~= 'forget' and (wait > 0 or ARGV[4] == 'ask') then return wait end
      if ARGV[4] == 'success' or ARGV[4] == 'forget' then
        redis.call('del', KEYS[1])
        redis.call('set', KEYS[4], '1', 'px', ARGV[6])
        return 0
      end
      for i = 1, 3 do
        if redis.call('incr', KEYS[i]) == 1 then redis.call('pexpire', KEYS[i], ARGV[5]) end
      end
      return 0
      """);

  private static final Duration KNOWN = Duration.ofDays(30);

  private final RedisLink redis;
  private final Origin origin;
  private final IdentityConfig.LoginThrottle limits;
  private final LocalFailures local;

  LoginThrottle(RedisLink redis, Origin origin, IdentityConfig config) {
    this.redis = redis;
    this.origin = origin;
    this.limits = config.loginThrottle();
    this.local = new LocalFailures(limits.window());
  }

  /** Begins a sign-in, or refuses it with 429. */
  Attempt attempt(String email) {
    Attempt attempt = at(email);
    attempt.run("ask");
    return attempt;
  }

  /** For who has just proved by other means to be the account's person. */
  void forget(String email) {
    at(email).run("forget");
  }

  private Attempt at(String email) {
    String address = origin.find();
    String account = Hashes.hex(Hashes.sha256(email.toLowerCase(Locale.ROOT)));
    return new Attempt(
        List.of(
            "auth:failed:" + account + ":" + address,
            "auth:failed:address:" + address,
            "auth:failed:account:" + account,
            "auth:known:" + account + ":" + address));
  }

  private List<Integer> counts() {
    return List.of(limits.perAccountAndAddress(), limits.perAddress(), limits.perAccount());
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
        wait = local.step(keys, counts(), step);
      }
      if (wait.isPositive()) {
        throw SessionErrors.throttled(wait);
      }
    }

    private long ask(String step) {
      List<String> arguments = new ArrayList<>();
      counts().forEach(limit -> arguments.add(limit.toString()));
      arguments.add(step);
      arguments.add(Long.toString(limits.window().toMillis()));
      arguments.add(Long.toString(KNOWN.toMillis()));
      return Objects.requireNonNull(redis.ask(SCRIPT, keys, arguments)).toLong();
    }
  }
}
