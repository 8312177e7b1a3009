package io.orchagent.sandbox;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs programs in slots, by one launcher. */
final class SandboxRunner implements Sandbox, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(SandboxRunner.class);
  private static final String NOT_NOW =
      "This server can't start a sandbox right now; try again. Its log says why.";

  private final Launcher launcher;
  private final Slots slots;
  private final SlotShells shells;
  private final Cgroups cgroups;
  private final FairWeights weights;
  private final ResidentWatch watch;
  private final RunMeasures measures;
  private final WarmStarts warm;
  private final BundleRoom room;
  private final Clock clock;
  private final Set<Run> running = ConcurrentHashMap.newKeySet();

  SandboxRunner(
      Launcher launcher,
      Slots slots,
      SlotShells shells,
      Resources resources,
      WarmStarts warm,
      BundleRoom room,
      Clock clock) {
    this.launcher = launcher;
    this.slots = slots;
    this.shells = shells;
    this.cgroups = resources.cgroups();
    this.weights = resources.weights();
    this.watch = resources.watch();
    this.measures = resources.measures();
    this.warm = warm;
    this.room = room;
    this.clock = clock;
  }

  WarmStarts warm() {
    return warm;
  }

  @Override
  public String uploadsFolder(UUID runId) {
    return launcher.uploadsFolder(runId);
  }

  @Override
  public SandboxResult run(SandboxSpec spec, @Nullable Dialogue dialogue)
      throws InterruptedException {
    Optional<SandboxResult> refusal = room.refusal(spec);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Duration left = Duration.between(clock.instant(), spec.deadline());
    long until = System.nanoTime() + Math.max(0, left.toNanos());
    if (!slots.enter(spec.tenant(), spec.depth(), until, spec.cancel())) {
      return spec.cancel().isCancelled()
          ? Run.notStarted(Outcome.CANCELLED, "The run was cancelled before it started.")
          : Run.notStarted(
              Outcome.TIMED_OUT, "No sandbox was free before the deadline; try again later.");
    }
    try {
      return run(spec, dialogue, until);
    } finally {
      slots.leave(spec.tenant(), spec.depth());
      warm.called(spec);
    }
  }

  private SandboxResult run(SandboxSpec spec, @Nullable Dialogue dialogue, long until)
      throws InterruptedException {
    Optional<Parked> parked = warm.take(spec);
    Slots.Slot slot = parked.map(Parked::slot).orElseGet(slots::take);
    weights.entered(slot, spec.tenant());
    try (Closeable wayOut = wayOut(spec, slot)) {
      return run(new Talk(spec, dialogue), parked, slot, until);
    } catch (IOException e) {
      LOG.error("The way out of a sandbox could not be opened", e);
      throw new SandboxUnavailable(NOT_NOW);
    } finally {
      weights.left(slot);
      slots.give(slot);
      shells.prepare(slot);
    }
  }

  private Closeable wayOut(SandboxSpec spec, Slots.Slot slot) throws IOException {
    if (spec.egress() == null) {
      return () -> {};
    }
    return launcher.sockets().open(slot.index(), slot.uid(), spec.egress())::close;
  }

  /** What is started, and who talks with it. */
  private record Talk(SandboxSpec spec, @Nullable Dialogue dialogue) {}

  private SandboxResult run(Talk talk, Optional<Parked> parked, Slots.Slot slot, long until)
      throws InterruptedException {
    SandboxSpec spec = talk.spec();
    long began = System.nanoTime();
    long memoryKills = cgroups.memoryKills(slot);
    Run run;
    try {
      run = start(talk, parked, slot);
    } catch (IOException e) {
      LOG.error("A sandbox could not be started", e);
      launcher.clean(spec);
      throw new SandboxUnavailable(NOT_NOW);
    }
    running.add(run);
    watch.watch(run.pid(), () -> run.end(Outcome.MEMORY_LIMIT));
    try {
      SandboxResult result = run.await(until, () -> cgroups.memoryKills(slot) > memoryKills);
      UUID id = spec.runId();
      run.startedAt().ifPresent(at -> measures.started(id, parked.isPresent(), began, at));
      long ended = run.startedAt().orElse(began) + result.wall().toNanos();
      measures.ended(id, result.outcome(), result.wall(), ended);
      return result;
    } finally {
      watch.forget(run.pid());
      running.remove(run);
      launcher.clean(spec);
    }
  }

  private Run start(Talk talk, Optional<Parked> parked, Slots.Slot slot) throws IOException {
    SandboxSpec spec = talk.spec();
    if (launcher.hooks()
        && spec.program() instanceof Program.Script script
        && InterpreterHook.fits(spec)) {
      var environment = launcher.script(spec).environment(spec);
      Feed feed = new HookFeed(environment, spec, parked.isPresent());
      Process process =
          parked.isPresent()
              ? parked.get().process()
              : shells.launch(slot, spec, InterpreterHook.words(script));
      return new Run(launcher, process, feed, spec, null);
    }
    Feed feed = new ShellFeed(launcher.script(spec), spec, talk.dialogue() != null);
    return new Run(launcher, shells.launch(slot, spec, List.of()), feed, spec, talk.dialogue());
  }

  /** Ends what still runs, as cancelled. */
  @Override
  public void close() {
    running.forEach(run -> run.end(Outcome.CANCELLED));
  }
}
