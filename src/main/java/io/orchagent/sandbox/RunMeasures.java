package io.orchagent.sandbox;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.time.Duration;

/** Is told how long the runs of a sandbox took to start, and to end. */
interface RunMeasures {
  /** Nobody is. */
  RunMeasures NONE =
      new RunMeasures() {
        @Override
        public void started(boolean warm, long nanos) {}

        @Override
        public void ended(Outcome outcome, Duration wall) {}
      };

  /**
   * The program's first line is about to run.
   *
   * @param warm whether its sandbox had waited for it
   * @param nanos since its place was free for it
   */
  void started(boolean warm, long nanos);

  /**
   * The run is over.
   *
   * @param wall how long the program ran; zero when it was not started
   */
  void ended(Outcome outcome, Duration wall);
}
