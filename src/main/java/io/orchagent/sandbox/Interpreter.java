package io.orchagent.sandbox;

/** What executes a script. */
public enum Interpreter {
  PYTHON("python3"),
  NODE("node");

  private final String command;

  Interpreter(String command) {
    this.command = command;
  }

  /** Its name on the PATH inside a sandbox. */
  String command() {
    return command;
  }
}
