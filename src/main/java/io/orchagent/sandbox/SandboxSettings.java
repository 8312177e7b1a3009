package io.orchagent.sandbox;

import io.orchagent.sandbox.warm.WarmPool;
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
    int share,
    WarmPool.Bounds warm,
    Residents residents,
    Optional<Path> python,
    Optional<Path> node,
    List<Path> readablePaths,
    int uidBase,
    Optional<Path> workDirectory) {

  /** What one run may use; sizes in bytes; no processor time at all for no limit of it. */
  record Limits(
      long memory,
      int processes,
      int openFiles,
      long fileSize,
      long homeSize,
      long tmpSize,
      Duration cpuTime,
      double cpus) {

    /** For what never ends. */
    Limits withoutProcessorTime() {
      return new Limits(
          memory, processes, openFiles, fileSize, homeSize, tmpSize, Duration.ZERO, cpus);
    }
  }

  /** How many programs without an end there may be, and what one may use. */
  record Residents(int max, Limits limits) {}

  /** As configured without a share and without warm starts. */
  SandboxSettings(
      SandboxConfig.Provider provider,
      boolean allowUnsafe,
      Limits limits,
      int maxConcurrent,
      Optional<Path> python,
      Optional<Path> node,
      List<Path> readablePaths,
      int uidBase,
      Optional<Path> workDirectory) {
    this(
        provider,
        allowUnsafe,
        limits,
        maxConcurrent,
        maxConcurrent,
        new WarmPool.Bounds(0, 0, 0, Duration.ZERO),
        new Residents(maxConcurrent, limits.withoutProcessorTime()),
        python,
        node,
        readablePaths,
        uidBase,
        workDirectory);
  }

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
        config.perWorkspace().orElse(Math.max(1, config.maxConcurrent() / 2)),
        new WarmPool.Bounds(
            config.warm().count(),
            config.warm().perVersion(),
            config.warm().memory().asLongValue(),
            config.warm().idle()),
        residents(config),
        config.python(),
        config.node(),
        config.readablePaths().orElse(List.of()),
        config.uidBase(),
        config.workDirectory());
  }

  private static Residents residents(SandboxConfig config) {
    SandboxConfig.Resident one = config.resident();
    return new Residents(
        one.max(),
        new Limits(
            one.memory().asLongValue(),
            one.processes(),
            one.openFiles(),
            config.fileSize().asLongValue(),
            config.homeSize().asLongValue(),
            config.tmpSize().asLongValue(),
            Duration.ZERO,
            one.cpus()));
  }
}
