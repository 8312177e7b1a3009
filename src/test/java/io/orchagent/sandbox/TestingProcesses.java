package io.orchagent.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes of the host, by their command lines. */
public final class TestingProcesses {

  private TestingProcesses() {}

  /** Waits until a process with exactly this command line runs; NUL ends each word. */
  public static Path await(String commandLine) {
    return waiting().until(() -> find(commandLine), Optional::isPresent).orElseThrow();
  }

  public static void awaitNone(String commandLine) {
    waiting().until(() -> find(commandLine).isEmpty());
  }

  public static Optional<Path> find(String commandLine) {
    return all().filter(process -> commandLine(process).equals(commandLine)).findFirst();
  }

  /** The last one started of those whose command line ends so. */
  static Path endingWith(String end) {
    return all()
        .filter(process -> commandLine(process).endsWith(end))
        .max(
            java.util.Comparator.comparingLong(
                process -> Long.parseLong(process.getFileName().toString())))
        .orElseThrow();
  }

  /** Processor time that it took so far, in hundredths of a second. */
  static long ticks(Path process) throws IOException {
    String status = Files.readString(process.resolve("stat"));
    String[] columns = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(columns[11]) + Long.parseLong(columns[12]);
  }

  static List<String> commandLines() {
    return all().map(TestingProcesses::commandLine).toList();
  }

  private static org.awaitility.core.ConditionFactory waiting() {
    return org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(15))
        .pollInterval(java.time.Duration.ofMillis(10));
  }

  private static Stream<Path> all() {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .filter(path -> path.getFileName().toString().chars().allMatch(Character::isDigit))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"));
    } catch (IOException e) {
      return "";
    }
  }
}
