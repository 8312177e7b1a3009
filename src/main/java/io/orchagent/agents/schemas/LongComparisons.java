package io.orchagent.agents.schemas;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.work.FairPlaces;
import java.time.Duration;
import java.util.UUID;

/**
 * The comparisons that turned out to be long, of which only a few go on at one time, and of one
 * workspace's schemas no more than half of these. Short ones never come here.
 */
final class LongComparisons {
  private final FairPlaces places;
  private final Duration patience;

  /**
   * @param patience how long one waits for a place
   */
  LongComparisons(int count, Duration patience) {
    this.places = new FairPlaces(count, Math.max(1, count / 2));
    this.patience = patience;
  }

  /** As many as this machine has processors, and two at least. */
  static LongComparisons ofThisMachine() {
    return new LongComparisons(
        Math.max(2, Runtime.getRuntime().availableProcessors()), Duration.ofSeconds(5));
  }

  /**
   * @param owner of the schema
   */
  void enter(UUID owner) {
    if (!places.tryEnter(owner) && !waited(owner)) {
      throw Errors.unavailable(
          "This server is comparing other large values with their schemas; try again, or send a"
              + " smaller value.");
    }
  }

  private boolean waited(UUID owner) {
    try {
      return places.enter(owner, System.nanoTime() + patience.toNanos(), () -> false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void leave(UUID owner) {
    places.leave(owner);
  }
}
