package io.orchagent.calls;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What led to a run.
 *
 * @param trigger api, agent, cron, webhook, manual or replay
 * @param replayOf the run whose input it repeats
 * @param whenQueued is written in the transaction that queues it
 */
record RunOrigin(String trigger, @Nullable UUID replayOf, Runnable whenQueued) {
  /** A call from outside. */
  static final RunOrigin API = new RunOrigin("api", null, () -> {});

  /** A call from inside of a run. */
  static final RunOrigin AGENT = new RunOrigin("agent", null, () -> {});

  static RunOrigin replay(UUID of, Runnable whenQueued) {
    return new RunOrigin("replay", of, whenQueued);
  }

  /** As its row says. */
  static RunOrigin stored(String trigger, @Nullable UUID replayOf) {
    return new RunOrigin(trigger, replayOf, () -> {});
  }
}
