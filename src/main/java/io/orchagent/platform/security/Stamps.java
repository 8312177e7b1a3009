package io.orchagent.platform.security;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.redis.RedisLink;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.value.SetArgs;
import io.quarkus.redis.datasource.value.ValueCommands;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Revocation at once on every replica. Each person has a stamp in Redis; what a replica remembers
 * of a caller counts only while the stamp is the one it was read under.
 *
 * <p>A change marks the stamp before it commits and renews it after. While it is marked, and when
 * it is missing or Redis is away, everybody asks PostgreSQL and remembers nothing; so a reader that
 * looked just before the commit can't keep what it saw. A server that dies between commit and
 * renewal leaves the mark, which expires.
 */
@ApplicationScoped
public class Stamps {
  private static final Logger LOG = Logger.getLogger(Stamps.class);
  private static final String CHANGING = "changing";
  private static final Duration MARK = Duration.ofSeconds(30);
  private static final Duration LIFE = Duration.ofHours(24);

  private final ValueCommands<String, String> values;
  private final RedisLink link;

  Stamps(RedisDataSource redis, RedisLink link) {
    this.values = redis.value(String.class);
    this.link = link;
  }

  /**
   * What one round trip told.
   *
   * @param stamp the stamp to go by; empty when none is, and when Redis is away
   * @param along the answer to the command that went along
   */
  record Reading(Optional<String> stamp, @Nullable Response along) {
    private static final Reading NOTHING = new Reading(Optional.empty(), null);
  }

  /** The stamp, if there is one, and the answer to another command, in one round trip. */
  Reading read(UUID userId, Request along) {
    try {
      List<@Nullable Response> answers = link.ask(Request.cmd(Command.GET).arg(key(userId)), along);
      Response stamp = answers.get(0);
      return new Reading(
          Optional.ofNullable(stamp).map(Response::toString).filter(s -> !s.equals(CHANGING)),
          answers.get(1));
    } catch (RuntimeException e) {
      LOG.debugf(e, "Redis did not tell a stamp; the database decides");
      return Reading.NOTHING;
    }
  }

  private static String key(UUID userId) {
    return "auth:stamp:" + userId;
  }

  /** The stamp to remember under; empty when nothing may be remembered now. */
  Optional<String> current(UUID userId) {
    try {
      String known = values.get(key(userId));
      if (known == null) {
        values.set(key(userId), Ids.newId().toString(), new SetArgs().nx().ex(LIFE));
        known = values.get(key(userId));
      }
      return Optional.ofNullable(known).filter(stamp -> !stamp.equals(CHANGING));
    } catch (RuntimeException e) {
      LOG.debugf(e, "Redis did not tell a stamp; the database decides");
      return Optional.empty();
    }
  }

  /**
   * To be called in the transaction of a change that takes something from this person, before it
   * commits: a key or session revoked, a membership ended, a role lowered.
   */
  public void changing(UUID userId) {
    try {
      values.set(key(userId), CHANGING, new SetArgs().ex(MARK));
    } catch (RuntimeException e) {
      LOG.warnf("Redis is away: a revocation may take a minute on servers that still reach it");
    }
  }

  /** To be called after that transaction. */
  public void changed(UUID userId) {
    try {
      values.set(key(userId), Ids.newId().toString(), new SetArgs().ex(LIFE));
    } catch (RuntimeException e) {
      LOG.debugf(e, "the mark will expire by itself");
    }
  }
}
