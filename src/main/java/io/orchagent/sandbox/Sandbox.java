package io.orchagent.sandbox;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where code runs. */
public interface Sandbox {

  /**
   * Runs the program to its end, or to the deadline, a limit or a cancellation, whichever is first.
   * When this returns or throws, no process of the run is left. Blocks; meant for virtual threads.
   *
   * @throws InterruptedException when the calling thread is interrupted; the run is killed
   * @throws SandboxUnavailable when this host cannot run it; the message says what to do
   */
  default SandboxResult run(SandboxSpec spec) throws InterruptedException {
    return run(spec, null);
  }

  /**
   * The same; a program that is a command can be talked with.
   *
   * @param dialogue null for a program that reads the spec's input to its end
   */
  SandboxResult run(SandboxSpec spec, @Nullable Dialogue dialogue) throws InterruptedException;

  /**
   * The folder in which the program will find the run's uploads. It is the same for every run where
   * there is isolation.
   */
  default String uploadsFolder(UUID runId) {
    return "/tmp/uploads";
  }
}
