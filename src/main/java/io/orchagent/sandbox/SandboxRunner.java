package io.orchagent.sandbox;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Runs programs in slots, by one launcher. */
final class SandboxRunner implements Sandbox, AutoCloseable {

  private final Launcher launcher;
  private final Slots slots;
  private final ProcessStarter starter;
  private final Cgroups cgroups;
  private final ResidentWatch watch;
  private final Clock clock;
  private final Set<Run> running = ConcurrentHashMap.newKeySet();

  SandboxRunner(
      Launcher launcher,
      Slots slots,
      ProcessStarter starter,
      Cgroups cgroups,
      ResidentWatch watch,
      Clock clock) {
    this.launcher = launcher;
    this.slots = slots;
    this.starter = starter;
    this.cgroups = cgroups;
    this.watch = watch;
    this.clock = clock;
  }

  @Override
  public String uploadsFolder(UUID runId) {
    return launcher.uploadsFolder(runId);
  }

  @Override
  public SandboxResult run(SandboxSpec spec) throws InterruptedException {
    Duration left = Duration.between(clock.instant(), spec.deadline());
    long until = System.nanoTime() + Math.max(0, left.toNanos());
    Optional<Slots.Slot> slot = slots.acquire(until, spec.cancel());
    if (slot.isEmpty()) {
      return spec.cancel().isCancelled()
          ? Run.notStarted(Outcome.CANCELLED, "The run was cancelled before it started.")
          : Run.notStarted(
              Outcome.TIMED_OUT, "No sandbox was free before the deadline; try again later.");
    }
    try {
      return run(spec, slot.get(), until);
    } finally {
      slots.release(slot.get());
    }
  }

  private SandboxResult run(SandboxSpec spec, Slots.Slot slot, long until)
      throws InterruptedException {
    long memoryKills = cgroups.memoryKills(slot);
    Run run;
    try {
      run = new Run(launcher, start(slot, spec), spec);
    } catch (IOException e) {
      return Run.notStarted(Outcome.SETUP_FAILED, "The sandbox could not be started: " + e);
    }
    running.add(run);
    watch.watch(run.pid(), () -> run.end(Outcome.MEMORY_LIMIT));
    try {
      return run.await(until, () -> cgroups.memoryKills(slot) > memoryKills);
    } finally {
      watch.forget(run.pid());
      running.remove(run);
      launcher.clean(spec);
    }
  }

  private Process start(Slots.Slot slot, SandboxSpec spec) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launcher.command(slot, spec));
    builder.directory(java.nio.file.Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
    builder.environment().put("LANG", "C");
    return starter.start(builder);
  }

  /** Ends what still runs, as cancelled. */
  @Override
  public void close() {
    running.forEach(run -> run.end(Outcome.CANCELLED));
  }
}
