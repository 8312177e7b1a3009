package io.orchagent.platform.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL refuses to start when its {@code postmaster.pid} names a process that lives, even if
 * that number now belongs to somebody else, as happens after a reboot or in a new container.
 */
final class StaleLock {
  private StaleLock() {}

  static void clear(Path lockFile) {
    try {
      if (Files.exists(lockFile) && !ownerRuns(Files.readAllLines(lockFile))) {
        Files.delete(lockFile);
      }
    } catch (IOException e) {
      throw new EmbeddedException("cannot read " + lockFile, e);
    }
  }

  private static boolean ownerRuns(List<String> lines) {
    if (lines.isEmpty() || !lines.getFirst().matches("\\d{1,10}")) {
      return false;
    }
    return ProcessHandle.of(Long.parseLong(lines.getFirst()))
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::info)
        .map(StaleLock::mayBePostgres)
        .orElse(false);
  }

  private static boolean mayBePostgres(ProcessHandle.Info info) {
    Optional<String> command = info.command();
    return command.isEmpty() || command.get().endsWith("/postgres");
  }
}
