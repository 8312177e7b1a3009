package io.orchagent.platform.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the server that the last run of this home started. A guard stops it within
 * moments of our death; should the guard have been killed too, the next start does it here. A
 * process counts as that server only if number, start time and program are the recorded ones.
 */
record Leftover(long pid, Instant started, Path program) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The kernel counts starts in ticks, and the clock may have been set a little since. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private static final int POLL_MILLIS = 50;

  /** Nothing when the process has ended already. */
  static Optional<Leftover> remember(Home home, String name, long pid, Path program) {
    Optional<Leftover> started =
        ProcessHandle.of(pid)
            .flatMap(process -> process.info().startInstant())
            .map(instant -> new Leftover(pid, instant, program));
    started.ifPresent(server -> home.writePrivate(file(name), server.text()));
    return started;
  }

  /** Returns when the server of the last run is gone. */
  static void stopLast(Home home, String name) {
    read(home.file(file(name))).ifPresent(server -> server.stop(name));
  }

  /** Returns when this server is gone. */
  void stop(String name) {
    find().ifPresent(process -> end(name, process));
  }

  private String text() {
    return pid + "\n" + started.toEpochMilli() + "\n" + program + "\n";
  }

  private static String file(String name) {
    return name + "/process";
  }

  private static Optional<Leftover> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      return Optional.of(
          new Leftover(
              Long.parseLong(lines.get(0)),
              Instant.ofEpochMilli(Long.parseLong(lines.get(1))),
              Path.of(lines.get(2))));
    } catch (IOException | RuntimeException e) {
      throw new EmbeddedException(
          "cannot read "
              + file
              + ": make sure that no server of an earlier run is left, and delete it",
          e);
    }
  }

  private Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOurs);
  }

  private boolean isOurs(ProcessHandle process) {
    boolean sameStart =
        process
            .info()
            .startInstant()
            .map(start -> Duration.between(start, started).abs().compareTo(TOLERANCE) <= 0)
            .orElse(false);
    boolean sameProgram =
        process.info().command().map(command -> Path.of(command).equals(program)).orElse(false);
    return sameStart && sameProgram;
  }

  /** First the guard's turn, then an ordinary stop, then none. */
  private static void end(String name, ProcessHandle process) {
    if (endsWithin(process, PATIENCE.dividedBy(4))) {
      return;
    }
    process.destroy();
    if (endsWithin(process, PATIENCE)) {
      return;
    }
    process.destroyForcibly();
    if (!endsWithin(process, PATIENCE)) {
      throw new EmbeddedException(
          name + " of an earlier run (process " + process.pid() + ") does not end: kill it");
    }
  }

  private static boolean endsWithin(ProcessHandle process, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (process.isAlive()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Waiting.pause(POLL_MILLIS);
    }
    return true;
  }
}
