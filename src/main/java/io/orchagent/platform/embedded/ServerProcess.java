package io.orchagent.platform.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One server under a guard: a few lines of shell that wait for the end of a pipe which this JVM
 * holds open. When the JVM ends, even by {@code kill -9}, the pipe ends and the guard stops the
 * server in the ordinary way. The guard has a session of its own, so that a Ctrl-C meant for us
 * does not reach the server while our own requests still need it.
 */
final class ServerProcess {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  /** Arguments: the signal that stops the server, its log file, then its command line. */
  private static final String GUARD =
      """
      exec 3<&0 </dev/null
      signal=$1; log=$2; shift 2
      "$@" 3<&- >>"$log" 2>&1 &
      server=$!
      echo "$server"
      exec >/dev/null 2>&1
      { read -r line <&3; kill -s "$signal" "$server"; } &
      watch=$!
      exec 3<&-
      wait "$server"
      status=$?
      kill "$watch"
      exit "$status"
      """;

  private final String name;
  private final Process guard;
  private final Optional<Leftover> leftover;
  private final Path log;

  private ServerProcess(String name, Process guard, Optional<Leftover> leftover, Path log) {
    this.name = name;
    this.guard = guard;
    this.leftover = leftover;
    this.log = log;
  }

  /** Starts the command, through the programs of the prefix, which replace themselves by it. */
  static ServerProcess start(
      Home home, String name, String stopSignal, List<String> prefix, List<String> command) {
    Path log = home.file(name + "/log");
    List<String> line = new ArrayList<>(ownSession());
    line.addAll(List.of("/bin/sh", "-c", GUARD, "orchagent-" + name, stopSignal, log.toString()));
    line.addAll(prefix);
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line);
    scrub(builder.environment());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process guard = builder.start();
      String first = guard.inputReader(StandardCharsets.UTF_8).readLine();
      if (first == null) {
        throw new EmbeddedException("cannot start " + name + ": " + command.getFirst());
      }
      Optional<Leftover> leftover =
          Leftover.remember(home, name, Long.parseLong(first), Path.of(command.getFirst()));
      return new ServerProcess(name, guard, leftover, log);
    } catch (IOException e) {
      throw new EmbeddedException("cannot start " + name, e);
    }
  }

  /** What a server inherits is only what it needs: no secrets, no PG… variables of the caller. */
  static void scrub(Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("LC_ALL", "C");
    environment.put("TZ", "UTC");
  }

  private static List<String> ownSession() {
    for (String candidate : List.of("/usr/bin/setsid", "/bin/setsid")) {
      if (Files.isExecutable(Path.of(candidate))) {
        return List.of(candidate);
      }
    }
    return List.of();
  }

  /** Fails with the end of the server's log when it has ended. */
  void requireAlive() {
    if (!guard.isAlive()) {
      throw new EmbeddedException(name + " ended while starting:\n" + logTail());
    }
  }

  String logTail() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    } catch (IOException e) {
      return "(no log at " + log + ")";
    }
  }

  /** Lets the guard stop the server and waits for its end; without a guard we do it. */
  void stop() {
    try {
      guard.outputWriter(StandardCharsets.UTF_8).close();
    } catch (IOException e) {
      // The guard is gone already.
    }
    try {
      if (!guard.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        guard.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leftover.ifPresent(server -> server.stop(name));
  }
}
