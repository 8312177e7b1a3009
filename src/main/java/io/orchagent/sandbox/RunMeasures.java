package io.orchagent.sandbox;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.time.Duration;
import java.util.UUID;

/** Is told how long the runs of a sandbox took to start, and to end. */
interface RunMeasures {
  /** Nobody is. */
  RunMeasures NONE =
      new RunMeasures() {
        @Override
        public void started(UUID run, boolean warm, long began, long started) {}

        @Override
        public void ended(UUID run, Outcome outcome, Duration wall, long ended) {}
      };

  /**
   * The program's first line is about to run.
   *
   * @param warm whether its sandbox had waited for it
   * @param began when its place was free for it, by {@link System#nanoTime} like the start
   */
  void started(UUID run, boolean warm, long began, long started);

  /**
   * The run is over.
   *
   * @param wall how long the program ran; zero when it was not started
   * @param ended by {@link System#nanoTime}
   */
  void ended(UUID run, Outcome outcome, Duration wall, long ended);
}
