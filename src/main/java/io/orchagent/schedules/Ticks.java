package io.orchagent.schedules;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.work.Tick;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** All that loops do, once. */
@ApplicationScoped
public class Ticks {
  private static final Logger LOG = Logger.getLogger(Ticks.class);
  private static final int SHORTEST = 16;

  private final List<Tick> ticks;
  private final Optional<String> secret;

  Ticks(@All List<Tick> ticks, SchedulesConfig config) {
    this.ticks = ticks;
    this.secret = config.tickSecret();
  }

  void open(@Observes StartupEvent event) {
    if (secret.isPresent() && secret.get().length() < SHORTEST) {
      throw new IllegalStateException(
          "orchagent.schedules.tick-secret has to be at least " + SHORTEST + " characters long");
    }
  }

  /** What each did; one that fails does not keep the others from it. */
  Map<String, Integer> all(String sent) {
    String wanted = secret.orElseThrow(() -> Errors.notFound("Address"));
    if (!MessageDigest.isEqual(Hashes.sha256(wanted), Hashes.sha256(sent))) {
      throw Errors.forbidden("X-Orchagent-Tick-Secret is not what this server was told.");
    }
    Map<String, Integer> done = new LinkedHashMap<>();
    for (Tick tick : ticks) {
      try {
        done.put(tick.tickName(), tick.tick());
      } catch (RuntimeException e) {
        LOG.warnf("%s failed and is tried again: %s", tick.tickName(), e.getMessage());
        done.put(tick.tickName(), -1);
      }
    }
    return done;
  }
}
