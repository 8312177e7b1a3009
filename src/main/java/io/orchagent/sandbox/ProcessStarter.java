package io.orchagent.sandbox;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts every process from one platform thread that lives as long as the server: the kernel sends
 * a "parent died" signal when the starting <em>thread</em> ends, and virtual threads' carriers do.
 */
final class ProcessStarter {

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("sandbox-starter").factory());

  Process start(ProcessBuilder builder) throws IOException {
    try {
      return CompletableFuture.supplyAsync(() -> startNow(builder), thread).join();
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
  }

  private static Process startNow(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
