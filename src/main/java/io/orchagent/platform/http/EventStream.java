package io.orchagent.platform.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One answer as server-sent events, on its way. No thread ever waits for the client: what one that
 * reads too slowly has not taken yet is bounded, and events beyond that are left out, which a
 * comment says where they lacked. Only the last event is always sent. For any threads.
 */
public final class EventStream {
  public static final String TYPE = "text/event-stream";

  /** Bytes that wait for the client before events are left out. */
  static final long MOST_WAITING = 256 * 1024;

  // Not a Buffer: a native image can hold none
  private static final String HEARTBEAT = ": heartbeat\n\n";

  private final HttpServerResponse response;
  private final Runnable whenEnded;
  private final AtomicLong waiting = new AtomicLong();
  private long leftOut;
  private boolean ended;

  EventStream(HttpServerResponse response, Runnable whenEnded) {
    this.response = response;
    this.whenEnded = whenEnded;
  }

  /**
   * Sends an event, or leaves it out.
   *
   * @param json one document
   */
  public synchronized void send(String event, String json) {
    if (ended || response.closed()) {
      return;
    }
    if (waiting.get() > MOST_WAITING) {
      leftOut++;
      return;
    }
    write(Buffer.buffer(gap() + text(event, json)));
  }

  /** Says that it is alive, unless the client has more to read than it does. */
  synchronized void heartbeat() {
    if (!ended && !response.closed() && waiting.get() == 0) {
      write(Buffer.buffer(HEARTBEAT));
    }
  }

  /**
   * Sends the last event.
   *
   * @param unread how long a client may take nothing before the connection is closed
   */
  public synchronized void end(String event, String json, Duration unread) {
    if (ended) {
      return;
    }
    ended = true;
    whenEnded.run();
    if (response.closed()) {
      return;
    }
    Buffer last = Buffer.buffer((gap() + text(event, json)).getBytes(StandardCharsets.UTF_8));
    var sent = response.end(last).toCompletionStage().toCompletableFuture();
    var unused =
        sent.orTimeout(unread.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(
                failure -> {
                  response.reset();
                  return null;
                });
  }

  private void write(Buffer bytes) {
    int length = bytes.length();
    waiting.addAndGet(length);
    response.write(bytes).onComplete(done -> waiting.addAndGet(-length));
  }

  private String gap() {
    String said = leftOut == 0 ? "" : ": " + leftOut + " events left out, read faster\n\n";
    leftOut = 0;
    return said;
  }

  /** A line end in JSON is white space between tokens, and would be the end of the data here. */
  private static String text(String event, String json) {
    String line = json.replace('\n', ' ').replace('\r', ' ');
    return "event: " + event + "\ndata: " + line + "\n\n";
  }
}
