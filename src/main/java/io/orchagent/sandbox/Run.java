package io.orchagent.sandbox;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One started launch: its three streams, and why it ends. */
final class Run {

  private static final int SIGNALLED = 128;
  private static final int SIGXCPU = 24;
  private static final int LAST_SIGNAL = 64;
  private static final long DRAIN_SECONDS = 30;

  // Platform threads: a blocking read of a pipe would hold a virtual thread's carrier
  private static final ExecutorService STREAMS =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("sandbox-io-", 0).factory());

  private final Launcher launcher;
  private final Process process;
  private final Feed feed;
  private final @Nullable Dialogue dialogue;
  private final StdoutCapture stdout;
  private final StderrTail stderr;
  private final CompletableFuture<Outcome> ending = new CompletableFuture<>();
  private final CompletableFuture<StdoutCapture.End> output;
  private final CompletableFuture<Void> errors;
  private volatile @Nullable String failure;

  Run(
      Launcher launcher,
      Process process,
      Feed feed,
      SandboxSpec spec,
      @Nullable Dialogue dialogue) {
    this.dialogue = dialogue;
    this.launcher = launcher;
    this.process = process;
    this.feed = feed;
    this.stdout =
        new StdoutCapture(
            feed.greeting(),
            feed.mark(),
            spec.mask(),
            () -> STREAMS.execute(this::feed),
            spec.output());
    this.stderr = new StderrTail(feed.mark(), spec.mask(), spec.output());
    if (!feed.greeting().contains(Feed.READY)) {
      STREAMS.execute(this::feed);
    }
    this.output = CompletableFuture.supplyAsync(this::readOutput, STREAMS);
    this.errors = CompletableFuture.runAsync(this::readErrors, STREAMS);
    if (feed.marksEnd()) {
      var unused = output.thenAcceptBoth(errors, (end, ignored) -> ending.complete(Outcome.EXITED));
    }
    Thread.ofVirtual().name("sandbox-exit").start(this::awaitExit);
    spec.cancel().onCancel(() -> end(Outcome.CANCELLED));
  }

  /** Not by {@link Process#onExit()}, which needs a thread of the pool that all share. */
  private void awaitExit() {
    try {
      process.waitFor();
      ending.complete(Outcome.EXITED);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** When the program's first line ran, as {@link System#nanoTime} has it; empty before. */
  OptionalLong startedAt() {
    return stdout.started() ? OptionalLong.of(stdout.startedAt()) : OptionalLong.empty();
  }

  /** Ends the run for the reason, unless it is ending already. */
  void end(Outcome outcome) {
    ending.complete(outcome);
  }

  SandboxResult await(long until, BooleanSupplier outgrewMemory) throws InterruptedException {
    Outcome outcome;
    try {
      outcome = ending.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      outcome = Outcome.TIMED_OUT;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      launcher.kill(process);
    }
    drain();
    if (outgrewMemory.getAsBoolean()) {
      return result(Outcome.MEMORY_LIMIT);
    }
    // The program may have ended before all of its output was read
    boolean tooLong = output.getNow(StdoutCapture.End.CLOSED) == StdoutCapture.End.TOO_LONG;
    return result(tooLong ? Outcome.OUTPUT_LIMIT : outcome);
  }

  /** The pipes end with the tree; the wait is bounded for providers that can't promise that. */
  private void drain() {
    CompletableFuture.allOf(output, errors)
        .completeOnTimeout(null, DRAIN_SECONDS, TimeUnit.SECONDS)
        .exceptionally(ignored -> null)
        .join();
  }

  private StdoutCapture.End readOutput() {
    try (var in = process.getInputStream()) {
      if (dialogue != null) {
        return talk(in, dialogue);
      }
      StdoutCapture.End end = stdout.readAll(in);
      if (end == StdoutCapture.End.TOO_LONG) {
        end(Outcome.OUTPUT_LIMIT);
      }
      return end;
    } catch (IOException e) {
      return StdoutCapture.End.CLOSED;
    }
  }

  /** The program's output is the other's; the run has ended when they have no more to say. */
  private StdoutCapture.End talk(InputStream in, Dialogue with) throws IOException {
    if (!stdout.readGreeting(in)) {
      return StdoutCapture.End.CLOSED;
    }
    try {
      with.talk(in, process.getOutputStream());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } finally {
      stdout.ended();
      end(Outcome.EXITED);
    }
    return StdoutCapture.End.CLOSED;
  }

  private void readErrors() {
    try (var in = process.getErrorStream()) {
      stderr.readAll(in);
    } catch (IOException e) {
      // The process has ended
    }
  }

  private void feed() {
    try {
      feed.writeTo(process.getOutputStream());
    } catch (Feed.UnreadableException e) {
      failure = e.getMessage();
      end(Outcome.SETUP_FAILED);
    }
  }

  private SandboxResult result(Outcome ended) {
    if (ended == Outcome.EXITED && !stdout.started()) {
      return setupFailed(stderr.text().strip());
    }
    if (ended == Outcome.SETUP_FAILED) {
      return setupFailed(String.valueOf(failure));
    }
    int code = ended == Outcome.EXITED ? exitCode() : -1;
    Outcome outcome = ended == Outcome.EXITED ? outcomeOf(code) : ended;
    boolean whole = outcome == Outcome.EXITED || outcome == Outcome.SIGNALLED;
    return new SandboxResult(
        outcome,
        code,
        whole ? stdout.bytes() : new byte[0],
        stdout.log(),
        stderr.text(),
        stdout.started() ? Duration.ofNanos(stdout.endedAt() - stdout.startedAt()) : Duration.ZERO,
        message(outcome, code));
  }

  /** Without a mark where there should be one, the launch script itself was killed. */
  private int exitCode() {
    if (!feed.marksEnd() && !process.isAlive()) {
      return process.exitValue();
    }
    return stdout.exitCode() >= 0 ? stdout.exitCode() : SIGNALLED + 9;
  }

  private static Outcome outcomeOf(int code) {
    if (code == SIGNALLED + SIGXCPU) {
      return Outcome.CPU_LIMIT;
    }
    return code > SIGNALLED && code <= SIGNALLED + LAST_SIGNAL ? Outcome.SIGNALLED : Outcome.EXITED;
  }

  private SandboxResult setupFailed(String reason) {
    return new SandboxResult(
        Outcome.SETUP_FAILED,
        -1,
        new byte[0],
        "",
        stderr.text(),
        Duration.ZERO,
        "The sandbox could not be prepared: " + reason);
  }

  static SandboxResult notStarted(Outcome outcome, String message) {
    return new SandboxResult(outcome, -1, new byte[0], "", "", Duration.ZERO, message);
  }

  private static String message(Outcome outcome, int code) {
    return switch (outcome) {
      case EXITED, SETUP_FAILED -> "";
      case SIGNALLED -> "The program was ended by signal " + (code - SIGNALLED) + ".";
      case TIMED_OUT -> "The program did not end before the deadline.";
      case OUTPUT_LIMIT -> "The program printed more than 10 MiB.";
      case MEMORY_LIMIT -> "The program needed more memory than a sandbox has.";
      case CPU_LIMIT -> "The program used up its processor time.";
      case CANCELLED -> "The run was cancelled.";
    };
  }
}
