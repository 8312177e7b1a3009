package io.orchagent.sandbox;

/** What to start in {@code /home/user}. */
public sealed interface Program {

  /** A file of the bundle, given to an interpreter. */
  record Script(Interpreter interpreter, String entrypoint) implements Program {
    public Script {
      if (entrypoint.isBlank() || entrypoint.startsWith("/") || entrypoint.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("The entrypoint must be a relative path");
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Script script
          && interpreter == script.interpreter
          && entrypoint.equals(script.entrypoint);
    }

    @Override
    public int hashCode() {
      return 31 * interpreter.hashCode() + entrypoint.hashCode();
    }
  }

  /** A command line for {@code /bin/sh -c}. */
  record Command(String shell) implements Program {
    public Command {
      if (shell.isBlank() || shell.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("The command must have text and no NUL");
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Command command && shell.equals(command.shell);
    }

    @Override
    public int hashCode() {
      return shell.hashCode();
    }
  }
}
