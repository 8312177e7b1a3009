package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts every process from one platform thread that lives as long as the server: the kernel sends
 * a "parent died" signal when the starting <em>thread</em> ends, and virtual threads' carriers do.
 *
 * <p>A few shells wait for the text that they become a launch by, because a process costs a large
 * server most. They are nothing yet: neither a sandbox nor an interpreter.
 */
final class ProcessStarter implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ProcessStarter.class);
  private static final int SHELLS = 2;
  // Not while the launch that took the last one still needs the processors
  private static final long REFILL_MILLIS = 100;
  private static final String WAIT = "IFS= read -r line && eval \"$line\"";

  private final ConcurrentLinkedDeque<Process> shells = new ConcurrentLinkedDeque<>();
  private final AtomicBoolean refilling = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("sandbox-starter").factory());

  Process start(ProcessBuilder builder) throws IOException {
    try {
      return CompletableFuture.supplyAsync(() -> startNow(builder), thread).join();
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** A shell of the server's own user that runs the text, with nothing of its environment. */
  Process startShell(String text) throws IOException {
    Process waiting = text.indexOf('\n') < 0 ? take(text) : null;
    refill();
    return waiting == null ? start(shell(text)) : waiting;
  }

  private @Nullable Process take(String text) {
    for (Process shell = shells.poll(); shell != null; shell = shells.poll()) {
      try {
        var pipe = shell.getOutputStream();
        pipe.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        pipe.flush();
        if (shell.isAlive()) {
          return shell;
        }
      } catch (IOException e) {
        LOG.debug("A waiting shell has ended", e);
      }
    }
    return null;
  }

  private void refill() {
    if (refilling.compareAndSet(false, true)) {
      try {
        var unused = thread.schedule(this::fill, REFILL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("The server is stopping", e);
      }
    }
  }

  private void fill() {
    refilling.set(false);
    try {
      while (shells.size() < SHELLS) {
        shells.add(startNow(shell(WAIT)));
      }
    } catch (CompletionException e) {
      LOG.debug("No shell could be started beforehand", e);
    }
  }

  private static ProcessBuilder shell(String text) {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", text);
    builder.directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
    builder.environment().put("LANG", "C");
    return builder;
  }

  private static Process startNow(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** The waiting shells end; the thread stays, what it started would die with it. */
  @Override
  public void close() {
    thread.getQueue().clear();
    for (Process shell = shells.poll(); shell != null; shell = shells.poll()) {
      shell.destroyForcibly();
    }
  }
}
