package io.orchagent.sandbox;

import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.sandbox.SandboxSpec.Mount;
import io.orchagent.sandbox.warm.WarmPool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts sandboxes for what was called lately, beside the calls: interpreter up, bundle in place,
 * and nothing of a run. They never take a place that a run could have: places are counted without
 * them, and while a run waits for one nothing is started.
 */
final class WarmStarts implements AutoCloseable {

  /** What a sandbox is made with; equal ones can stand for each other until they are used. */
  private record Key(Program program, @Nullable Path bundle, Set<Mount> mounts) {
    static Key of(SandboxSpec spec) {
      return new Key(spec.program(), spec.bundle(), Set.copyOf(spec.mounts()));
    }

    // By hand, as those of what it is made of: what a record brings costs some 15 µs in the native
    // binary (ADR 9)
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && program.equals(key.program)
          && Objects.equals(bundle, key.bundle)
          && mounts.equals(key.mounts);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * program.hashCode() + Objects.hashCode(bundle)) + mounts.hashCode();
    }
  }

  private static final Logger LOG = Logger.getLogger(WarmStarts.class);
  private static final long LONGEST_START_SECONDS = 20;
  private static final long SWEEP_SECONDS = 1;
  // Not while the end of the run that asks for it is being written and its caller answered
  private static final long LATER_MILLIS = 10;

  private final Launcher launcher;
  private final Slots slots;
  private final SlotShells shells;
  private final WarmPool<Key, Parked> pool;
  private final boolean enabled;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("sandbox-warm").factory());

  WarmStarts(
      Launcher launcher, Slots slots, SlotShells shells, WarmPool.Bounds bounds, Clock clock) {
    this.launcher = launcher;
    this.slots = slots;
    this.shells = shells;
    this.pool = new WarmPool<>(bounds, clock);
    this.enabled = bounds.count() > 0 && launcher.hooks();
    if (enabled) {
      var unused =
          thread.scheduleWithFixedDelay(
              this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** What is thrown here would end the sweeping for good, and what waits would wait for ever. */
  private void sweep() {
    try {
      pool.sweep();
    } catch (RuntimeException e) {
      LOG.warn("Sandboxes that waited for too long were not ended; the next sweep tries again", e);
    }
  }

  boolean enabled() {
    return enabled;
  }

  /** One that waits for such a run; it is used or ended by the caller. */
  Optional<Parked> take(SandboxSpec spec) {
    if (!enabled || !InterpreterHook.fits(spec)) {
      return Optional.empty();
    }
    Optional<Parked> taken = pool.take(Key.of(spec));
    (taken.isPresent() ? hits : misses).increment();
    return taken;
  }

  /** A run has ended; the next one like it may find one waiting. */
  void called(SandboxSpec spec) {
    if (!enabled || !InterpreterHook.fits(spec) || !pool.called(Key.of(spec), spec.tenant())) {
      return;
    }
    SandboxSpec like = withoutRun(spec);
    try {
      var unused = thread.schedule(() -> start(like), LATER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      pool.failed(Key.of(spec), spec.tenant());
    }
  }

  /** Ends what waits for programs of this bundle. */
  void forget(Path bundle) {
    pool.forget(key -> bundle.equals(key.bundle()));
  }

  int parked() {
    return pool.size();
  }

  long parkedBytes() {
    return pool.bytes();
  }

  /** How many are on their way. */
  int starting() {
    return pool.starting();
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }

  /** Only what the sandbox is made with: a run's secrets and input are not kept for this. */
  private static SandboxSpec withoutRun(SandboxSpec spec) {
    return new SandboxSpec(
        spec.runId(),
        spec.program(),
        spec.bundle(),
        Map.of(),
        new byte[0],
        List.of(),
        spec.deadline(),
        new CancelSignal(),
        SecretMask.NONE,
        spec.tenant(),
        null,
        spec.mounts());
  }

  private void start(SandboxSpec spec) {
    Key key = Key.of(spec);
    if (!slots.hasRoom() || !(spec.program() instanceof Program.Script script)) {
      pool.failed(key, spec.tenant());
      return;
    }
    Slots.Slot slot;
    try {
      slot = slots.take();
    } catch (RuntimeException e) {
      LOG.debug("No place for a sandbox beforehand", e);
      pool.failed(key, spec.tenant());
      return;
    }
    Process process = null;
    try {
      ShownFolders folders = ShownFolders.of(spec.mounts());
      process = shells.launch(slot, spec, InterpreterHook.words(script));
      OptionalLong files = park(process, spec);
      if (files.isPresent()) {
        pool.put(
            key,
            spec.tenant(),
            new Parked(launcher, slots, slot, process, folders, files.getAsLong()));
        return;
      }
    } catch (Feed.UnreadableException e) {
      LOG.infof(e, "A sandbox could not be prepared beforehand: %s", e.getMessage());
    } catch (IOException | LaunchPipe.EndedException | RuntimeException e) {
      LOG.debug("A sandbox could not be started beforehand", e);
    }
    if (process != null) {
      launcher.kill(process);
    }
    slots.give(slot);
    pool.failed(key, spec.tenant());
  }

  /** The size of the bundle's files when the launch has them and waits. */
  private OptionalLong park(Process process, SandboxSpec spec)
      throws IOException, LaunchPipe.EndedException, Feed.UnreadableException {
    CompletableFuture<Boolean> parked = new CompletableFuture<>();
    var unused =
        parked
            .completeOnTimeout(false, LONGEST_START_SECONDS, TimeUnit.SECONDS)
            .thenAccept(
                done -> {
                  if (!done) {
                    launcher.kill(process);
                  }
                });
    InputStream printed = process.getInputStream();
    boolean ready = Feed.READY.equals(StdoutCapture.line(printed));
    long files = ready ? HookFeed.park(spec, process.getOutputStream()) : 0;
    boolean done = ready && HookFeed.PARKED.equals(StdoutCapture.line(printed));
    return parked.complete(done) && done ? OptionalLong.of(files) : OptionalLong.empty();
  }

  @Override
  public void close() {
    thread.shutdownNow();
    pool.close();
  }
}
