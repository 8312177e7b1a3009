package io.orchagent.sandbox.resident;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A port of a network namespace, as the kernel's table of sockets shows it: looking there disturbs
 * no program, as connecting to it would.
 *
 * @param listening whether anything listens
 * @param waiting connections that the kernel has made and the program has not accepted
 * @param open connections
 */
public record PortState(boolean listening, int waiting, int open) {
  private static final String LISTEN = "0A";
  private static final String ESTABLISHED = "01";
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int QUEUES = 4;
  private static final int HEX = 16;

  /** A port that nothing is known of. */
  public static final PortState CLOSED = new PortState(false, 0, 0);

  /**
   * Looks where a process is.
   *
   * @param process number of a process in that namespace
   */
  public static PortState of(long process, int port) {
    PortState state = CLOSED;
    for (String table : List.of("tcp", "tcp6")) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/" + process + "/net/" + table))) {
        state = of(state, lines, ":%04X".formatted(port));
      } catch (IOException | java.io.UncheckedIOException e) {
        // It has just ended, or there is no such protocol
        continue;
      }
    }
    return state;
  }

  private static PortState of(PortState before, Stream<String> lines, String port) {
    boolean listening = before.listening();
    int waiting = before.waiting();
    int open = before.open();
    for (String line : (Iterable<String>) lines::iterator) {
      String[] columns = line.strip().split("\\s+", QUEUES + 2);
      if (columns.length <= QUEUES || !columns[LOCAL].endsWith(port)) {
        continue;
      }
      if (columns[STATE].equals(LISTEN)) {
        listening = true;
        waiting += queue(columns[QUEUES]);
      } else if (columns[STATE].equals(ESTABLISHED)) {
        open++;
      }
    }
    return new PortState(listening, waiting, open);
  }

  /** For a socket that listens, the kernel tells there how many wait to be accepted. */
  private static int queue(String queues) {
    try {
      return (int) Long.parseLong(queues.substring(queues.indexOf(':') + 1), HEX);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
