package io.orchagent.calls;

import io.orchagent.agents.Orchestration;
import io.orchagent.agents.Release;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands among the runs that called each other.
 *
 * @param parent the run that called it; null at the top
 * @param root the run at the top, perhaps itself
 * @param text the agents from the top to this one, with commas between
 * @param depth how many runs are above it
 * @param hops how deep calls may go below it
 * @param strict whether it, or any above it, is a strict orchestrator
 * @param tenant to whom the top was attributed; null at the top, where the call says it
 * @param latest the deadline of the run that called it; null at the top
 */
record RunChain(
    @Nullable UUID parent,
    UUID root,
    String text,
    int depth,
    int hops,
    boolean strict,
    @Nullable String tenant,
    @Nullable Instant latest) {

  /** Where nobody asked for fewer: as many as the agent allows. */
  static final int ANY_HOPS = Integer.MAX_VALUE;

  /** At the top. */
  static RunChain top(UUID run, Release release, int hopsAsked) {
    Orchestration own = release.orchestration();
    return new RunChain(
        null,
        run,
        release.reference(),
        0,
        Math.min(hopsAsked, own.maxHops()),
        own.strict(),
        null,
        null);
  }

  boolean isInner() {
    return parent != null;
  }
}
