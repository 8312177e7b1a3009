package io.orchagent.platform.health;

import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

/** The state of this server, looked up at most once a second however many ask. */
@ApplicationScoped
public class ServerHealth {
  private static final Duration GOOD_FOR = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final SmallRyeHealthReporter reporter;
  private final Clock clock;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Seen seen = new Seen(new State(false, false), Instant.MIN);

  ServerHealth(SmallRyeHealthReporter reporter, Clock clock) {
    this.reporter = reporter;
    this.clock = clock;
  }

  State state() {
    if (isFresh()) {
      return seen.state();
    }
    looking.lock();
    try {
      if (!isFresh()) {
        State state = new State(up(reporter.getReadinessAsync()), up(reporter.getWellnessAsync()));
        seen = new Seen(state, clock.instant());
      }
      return seen.state();
    } finally {
      looking.unlock();
    }
  }

  private boolean isFresh() {
    return seen.at().isAfter(clock.instant().minus(GOOD_FOR));
  }

  /** A part that takes long to say how it is, is not well. */
  private static boolean up(Uni<SmallRyeHealth> look) {
    try {
      return !look.await().atMost(PATIENCE).isDown();
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Ready: requests may come. Complete: nothing is missing that makes it quick. */
  record State(boolean ready, boolean complete) {}

  private record Seen(State state, Instant at) {}
}
