package io.orchagent.platform.work;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for an answer with a limit, on a virtual thread. A timed wait of the JDK wakes its timer's
 * thread twice, which on the way of a call is a good part of what the wait costs; this one writes
 * into a wheel, which turns by itself. So a limit may be exceeded by {@link #TICK}.
 */
@Singleton
public class Patience {
  static final Duration TICK = Duration.ofMillis(20);

  private final HashedWheelTimer wheel =
      new HashedWheelTimer(
          Thread.ofPlatform().daemon().name("patience").factory(),
          TICK.toMillis(),
          TimeUnit.MILLISECONDS,
          512,
          false);

  private static final class OverException extends TimeoutException {
    private static final long serialVersionUID = 1L;

    OverException(Duration limit) {
      super("no answer within " + limit);
    }
  }

  /**
   * The result, as by {@link CompletableFuture#get(long, TimeUnit)}; but when the limit is over the
   * future itself ends with the {@link TimeoutException}, so that who works on it can see it.
   */
  public <T> T await(CompletableFuture<T> answer, Duration limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (answer.isDone()) {
      return answer.get();
    }
    Timeout timeout =
        wheel.newTimeout(
            ignored -> answer.completeExceptionally(new OverException(limit)),
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OverException over) {
        throw over;
      }
      throw e;
    } finally {
      timeout.cancel();
    }
  }

  @PreDestroy
  void stop() {
    wheel.stop();
  }
}
