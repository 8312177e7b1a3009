package io.orchagent.services.runtime;

import io.orchagent.sandbox.Interpreter;
import io.orchagent.sandbox.Program;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What an instance starts: its service's command, its version's, or a file of its bundle. */
public final class Entrypoint {
  /** Looked for at the top of the bundle, in this order. */
  public static final List<String> FILES =
      List.of(
          "main.py",
          "app.py",
          "bot.py",
          "server.py",
          "index.py",
          "index.js",
          "main.js",
          "app.js",
          "bot.js",
          "server.js");

  /** What a bundle for calls is looked through for, and a service is not. */
  private static final Set<String> CALLED = Set.of("agent.py", "run.py", "__main__.py", "agent.js");

  private Entrypoint() {}

  /**
   * @param exists whether the bundle has a file of this name
   * @return empty where there is nothing to start
   */
  public static Optional<Program> of(ServiceSpec spec, Predicate<String> exists) {
    if (!spec.command().isEmpty()) {
      return Optional.of(new Program.Command("exec " + quoted(spec.command())));
    }
    String command = spec.release().runtimeCommand();
    if (command != null) {
      return Optional.of(new Program.Command(command));
    }
    String published = spec.release().entrypoint();
    if (published != null && isNamed(published) && exists.test(published)) {
      return Optional.of(script(published));
    }
    return FILES.stream()
        .filter(exists)
        .findFirst()
        .or(() -> Optional.ofNullable(published).filter(exists))
        .map(Entrypoint::script);
  }

  /** What it says when there is nothing to start. */
  public static String missing() {
    return "The bundle has nothing to start: put one of "
        + String.join(", ", FILES)
        + " at its top, or give the service a command.";
  }

  /** A name that nobody would look for was chosen by whoever published the version. */
  private static boolean isNamed(String published) {
    return !FILES.contains(published) && !CALLED.contains(published);
  }

  private static Program script(String file) {
    return new Program.Script(file.endsWith(".py") ? Interpreter.PYTHON : Interpreter.NODE, file);
  }

  private static String quoted(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
