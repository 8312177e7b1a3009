package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Starts every process from one platform thread that lives as long as the server: the kernel sends
 * a "parent died" signal when the starting <em>thread</em> ends, and virtual threads' carriers do.
 */
final class ProcessStarter {

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sandbox-starter").factory());

  Process start(ProcessBuilder builder) throws IOException {
    try {
      return CompletableFuture.supplyAsync(() -> startNow(builder), thread).join();
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** Runs the text by a shell of the server's own user, with nothing of its environment. */
  Process startShell(String text) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", text);
    builder.directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
    builder.environment().put("LANG", "C");
    return start(builder);
  }

  /** Runs the action a little later, by a thread that may wait for {@link #start}. */
  void later(Runnable action, long millis) {
    var unused =
        thread.schedule(
            () -> Thread.ofVirtual().name("sandbox-later").start(action),
            millis,
            TimeUnit.MILLISECONDS);
  }

  private static Process startNow(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
