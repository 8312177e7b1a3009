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
