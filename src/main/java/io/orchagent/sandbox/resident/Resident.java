package io.orchagent.sandbox.resident;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A program that runs until it ends by itself or is ended. */
public interface Resident {
  /**
   * A unix socket, for the server's user only, whose connections arrive at the program's port. It
   * is there before the program listens; then connections are closed at once.
   */
  Path socket();

  /** Done when the sandbox is prepared and the program started; never when that fails. */
  CompletableFuture<Void> started();

  /** Done when nothing of it is left and all that it wrote was given on; never exceptionally. */
  CompletableFuture<ResidentExit> ended();

  /** What its port looks like now. */
  PortState port();

  /** Asks the program and its children to end; returns at once. */
  void terminate();

  /** Ends all of it; on return nothing is left. */
  void kill();
}
