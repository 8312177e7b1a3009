package io.orchagent.sandbox;

import java.util.UUID;

/** Where code runs. */
public interface Sandbox {

  /**
   * Runs the program to its end, or to the deadline, a limit or a cancellation, whichever is first.
   * When this returns or throws, no process of the run is left. Blocks; meant for virtual threads.
   *
   * @throws InterruptedException when the calling thread is interrupted; the run is killed
   * @throws SandboxUnavailable when this host cannot run it; the message says what to do
   */
  SandboxResult run(SandboxSpec spec) throws InterruptedException;

  /**
   * The folder in which the program will find the run's uploads. It is the same for every run where
   * there is isolation.
   */
  default String uploadsFolder(UUID runId) {
    return "/tmp/uploads";
  }
}
