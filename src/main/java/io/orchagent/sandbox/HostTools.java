package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What this host has; looked for only where the system puts it, never on somebody's PATH. */
final class HostTools {

  private static final List<Path> TOOLS =
      List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin"), Path.of("/sbin"));
  private static final List<Path> INTERPRETERS =
      List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"));
  private static final Map<Interpreter, String> PACKAGES =
      Map.of(Interpreter.PYTHON, "python3", Interpreter.NODE, "nodejs");

  private HostTools() {}

  static Optional<Path> tool(String name) {
    return find(TOOLS, name);
  }

  /** The interpreter's file, with links followed. */
  static Optional<Path> interpreter(Interpreter interpreter, SandboxSettings settings) {
    Optional<Path> configured =
        switch (interpreter) {
          case PYTHON -> settings.python();
          case NODE -> settings.node();
        };
    return configured
        .filter(Files::isExecutable)
        .or(
            () ->
                configured.isPresent()
                    ? Optional.empty()
                    : find(INTERPRETERS, interpreter.command()))
        .map(HostTools::followed);
  }

  static String howToGet(Interpreter interpreter) {
    return "%s is missing: install it (apt-get install %s) or set orchagent.sandbox.%s to its path"
        .formatted(
            interpreter.command(),
            PACKAGES.get(interpreter),
            interpreter == Interpreter.PYTHON ? "python" : "node");
  }

  static boolean isRoot() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<Path> find(List<Path> folders, String name) {
    return folders.stream().map(f -> f.resolve(name)).filter(Files::isExecutable).findFirst();
  }

  private static Path followed(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }
}
