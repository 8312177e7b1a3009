package io.orchagent.calls.engines;

/** This server can't run the task; the message tells what has to be done. Nothing has run. */
public final class EngineUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
