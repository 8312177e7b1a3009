package io.orchagent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals for which Java has no name. */
final class ProcessSignal {
  private ProcessSignal() {}

  static void send(String signal, long process) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process))
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("process " + process + " got no " + signal);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
