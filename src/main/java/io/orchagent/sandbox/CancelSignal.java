package io.orchagent.sandbox;

import java.util.concurrent.CompletableFuture;

/** Ends one run early; given once, at any time, by any thread. */
public final class CancelSignal {

  private final CompletableFuture<Void> given = new CompletableFuture<>();

  public void cancel() {
    given.complete(null);
  }

  public boolean isCancelled() {
    return given.isDone();
  }

  /** Runs the action when the signal is given; at once when it has been. */
  public void onCancel(Runnable action) {
    var unused = given.thenRun(action);
  }
}
