package io.orchagent.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The configuration as plain values, so that the core needs no container. */
record SandboxSettings(
    SandboxConfig.Provider provider,
    boolean allowUnsafe,
    Limits limits,
    int maxConcurrent,
    Optional<Path> python,
    Optional<Path> node,
    List<Path> readablePaths,
    int uidBase,
    Optional<Path> workDirectory) {

  /** What one run may use; sizes in bytes. */
  record Limits(
      long memory,
      int processes,
      int openFiles,
      long fileSize,
      long homeSize,
      long tmpSize,
      Duration cpuTime,
      double cpus) {}

  static SandboxSettings of(SandboxConfig config) {
    return new SandboxSettings(
        config.provider(),
        config.allowUnsafe(),
        new Limits(
            config.memory().asLongValue(),
            config.processes(),
            config.openFiles(),
            config.fileSize().asLongValue(),
            config.homeSize().asLongValue(),
            config.tmpSize().asLongValue(),
            config.cpuTime(),
            config.cpus()),
        config.maxConcurrent(),
        config.python(),
        config.node(),
        config.readablePaths().orElse(List.of()),
        config.uidBase(),
        config.workDirectory());
  }
}
