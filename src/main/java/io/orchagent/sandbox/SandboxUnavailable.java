package io.orchagent.sandbox;

/** This host cannot run the program; the message says what its operator has to do. */
public final class SandboxUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SandboxUnavailable(String message) {
    super(message);
  }
}
