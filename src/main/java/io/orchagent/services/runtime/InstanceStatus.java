package io.orchagent.services.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An instance as its runtime sees it.
 *
 * @param instance its name, never used again
 * @param endpoint where it answers; null for one that does not listen (yet)
 * @param startedAt when its process started
 */
public record InstanceStatus(
    String instance, long generation, State state, @Nullable Endpoint endpoint, Instant startedAt) {

  /** Where an instance is in its life. */
  public enum State {
    /** Its process is up, or about to be. */
    STARTING,
    /** Up; and if it listens, it answers. */
    READY,
    /** Was ready, and does not answer now. */
    UNREADY,
    /** Gets no new requests, and is about to be ended. */
    DRAINING
  }
}
