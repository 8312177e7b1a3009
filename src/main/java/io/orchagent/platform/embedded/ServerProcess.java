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
  private static final int RESTART_PAUSE_MILLIS = 1_000;

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

  private final Home home;
  private final String name;
  private final Path program;
  private final List<String> line;
  private volatile boolean stopping;
  private volatile Run run;

  private ServerProcess(Home home, String name, Path program, List<String> line) {
    this.home = home;
    this.name = name;
    this.program = program;
    this.line = List.copyOf(line);
    this.run = launch();
  }

  /** Starts the command, through the programs of the prefix, which replace themselves by it. */
  static ServerProcess start(
      Home home, String name, String stopSignal, List<String> prefix, List<String> command) {
    Path log = home.file(name + "/log");
    List<String> line = new ArrayList<>(ownSession());
    line.addAll(List.of("/bin/sh", "-c", GUARD, "orchagent-" + name, stopSignal, log.toString()));
    line.addAll(prefix);
    line.addAll(command);
    return new ServerProcess(home, name, Path.of(command.getFirst()), line);
  }

  private Run launch() {
    ProcessBuilder builder = new ProcessBuilder(line);
    scrub(builder.environment());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process guard = builder.start();
      String pid = guard.inputReader(StandardCharsets.UTF_8).readLine();
      if (pid == null) {
        throw new EmbeddedException("cannot start " + name + ": " + program);
      }
      return new Run(guard, Leftover.remember(home, name, Long.parseLong(pid), program));
    } catch (IOException e) {
      throw new EmbeddedException("cannot start " + name, e);
    }
  }

  /** From now on a server that ends by itself is started again with the same port. */
  void keepRunning() {
    var unused = run.guard().onExit().thenRunAsync(this::startAgain);
  }

  private synchronized void startAgain() {
    if (stopping) {
      return;
    }
    System.err.println(name + " has ended and is started again; its log: " + log());
    run.leftover().ifPresent(server -> server.stop(name));
    Waiting.pause(RESTART_PAUSE_MILLIS);
    run = launch();
    keepRunning();
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
    if (!run.guard().isAlive()) {
      throw new EmbeddedException(name + " ended while starting:\n" + logTail());
    }
  }

  String logTail() {
    try {
      List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    } catch (IOException e) {
      return "(no log at " + log() + ")";
    }
  }

  private Path log() {
    return home.file(name + "/log");
  }

  /** Lets the guard stop the server and waits for its end; without a guard we do it. */
  void stop() {
    stopping = true;
    synchronized (this) {
      run.stop(name);
    }
  }

  private record Run(Process guard, Optional<Leftover> leftover) {
    void stop(String name) {
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
}
