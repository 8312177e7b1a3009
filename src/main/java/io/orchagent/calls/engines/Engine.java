package io.orchagent.calls.engines;

import java.util.Optional;
import java.util.UUID;

/** One way to run an agent's version. */
public interface Engine {
  /** The spelling of {@code execution_engine}. */
  String name();

  /** The folder in which the agent will find the run's files; empty when it takes none. */
  default Optional<String> uploadsFolder(UUID runId) {
    return Optional.empty();
  }

  /** What keeps this server from running anything, for people; empty when nothing does. */
  default Optional<String> unavailable() {
    return Optional.empty();
  }

  /**
   * Whether all that a run of it does is ask others: it may begin while its start row is on its
   * way, and be stopped when there will be none.
   */
  default boolean asksOnly() {
    return false;
  }

  /**
   * Runs the task to its end.
   *
   * @throws EngineUnavailable when this server can't run it; then nothing of it has run
   * @throws InterruptedException when the calling thread is interrupted; nothing goes on then
   */
  EngineOutcome run(EngineTask task) throws InterruptedException;
}
