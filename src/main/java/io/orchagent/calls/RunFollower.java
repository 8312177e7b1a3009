package io.orchagent.calls;

import io.orchagent.calls.engines.ProgressListener;
import io.orchagent.platform.redaction.SecretMask;

/** Who wants to know of a run while it goes on. */
interface RunFollower {
  /** Nobody does. */
  RunFollower NOBODY =
      new RunFollower() {
        @Override
        public void started(RunExecution.Admitted run) {}

        @Override
        public ProgressListener listener(SecretMask mask) {
          return ProgressListener.NONE;
        }
      };

  /** It has its row, and nothing can refuse it any more. */
  void started(RunExecution.Admitted run);

  /**
   * Who is told of what happens in it.
   *
   * @param mask hides the run's secrets, in all that is shown to anybody
   */
  ProgressListener listener(SecretMask mask);
}
