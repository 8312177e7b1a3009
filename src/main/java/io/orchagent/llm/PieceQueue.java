package io.orchagent.llm;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The pieces of an answer on their way from the event loop to the thread that waits for them. Who
 * sends faster than that thread takes is slowed down.
 */
final class PieceQueue {
  private static final int MOST_WAITING = 1024 * 1024;
  private static final byte[] END = {};

  /** After the last word of an answer: so long is its connection waited for, to be kept. */
  private static final long FAREWELL = Duration.ofSeconds(1).toNanos();

  private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile Runnable resume = () -> {};

  /** Takes what comes; to be called on the event loop that it comes by. */
  Handler<Buffer> from(HttpClientResponse response) {
    Context loop = Vertx.currentContext();
    resume = () -> loop.runOnContext(ignored -> response.resume());
    return chunk -> {
      if (chunk.length() > 0) {
        pieces.add(chunk.getBytes());
        if (waiting.addAndGet(chunk.length()) > MOST_WAITING) {
          response.pause();
        }
      }
    };
  }

  /** Nothing follows, for whatever reason. */
  void end() {
    pieces.add(END);
  }

  /**
   * Hands over all there is, until the end.
   *
   * @throws TimeoutException when it takes longer than the limit
   */
  void drain(AnswerPieces to, Duration limit)
      throws LlmException, TimeoutException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      long left = end - System.nanoTime();
      byte[] piece =
          left <= 0
              ? null
              : pieces.poll(to.isOver() ? Math.min(left, FAREWELL) : left, TimeUnit.NANOSECONDS);
      if (piece == null && !to.isOver()) {
        throw new TimeoutException();
      }
      if (piece == null || piece == END) {
        return;
      }
      int before = waiting.getAndAdd(-piece.length);
      if (before > MOST_WAITING && before - piece.length <= MOST_WAITING) {
        // On the event loop, hence behind the pause that it makes up for
        resume.run();
      }
      to.take(piece);
    }
  }
}
