package io.orchagent.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.Map;

/**
 * Opens the answer to the request under way as a stream of events. The framework writes nothing
 * behind it: the head is out, and so is the end.
 */
@RequestScoped
public class EventStreams {
  private final RoutingContext routing;
  private final RequestContext request;
  private final FailureAnswers failures;
  private final Vertx vertx;
  private final ObjectMapper json;

  EventStreams(
      RoutingContext routing,
      RequestContext request,
      FailureAnswers failures,
      Vertx vertx,
      ObjectMapper json) {
    this.routing = routing;
    this.request = request;
    this.failures = failures;
    this.vertx = vertx;
    this.json = json;
  }

  /**
   * Sends the head, with the headers that are known of the answer so far.
   *
   * @param further headers
   * @param whenGone runs when the client goes away before the end, on a thread that must not wait
   */
  public EventStream open(Map<String, String> further, Duration heartbeat, Runnable whenGone) {
    HttpServerResponse response = routing.response();
    response.setChunked(true);
    request.headers().forEach(response::putHeader);
    further.forEach(response::putHeader);
    response.putHeader(HttpHeaders.CONTENT_TYPE, EventStream.TYPE);
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // Proxies in front would collect it
    response.putHeader("X-Accel-Buffering", "no");
    Beat beat = new Beat();
    EventStream stream = new EventStream(response, beat::stop);
    // Beside the others that wait for the end; the response itself has room for one
    routing.addEndHandler(
        done -> {
          beat.stop();
          if (done.failed()) {
            whenGone.run();
          }
        });
    response.writeHead();
    // Not before: what is written to an answer without a head sends one, and a second one fails
    beat.start(heartbeat, stream);
    if (response.closed()) {
      beat.stop();
      whenGone.run();
    }
    return stream;
  }

  /** May be stopped before it starts. */
  private final class Beat {
    private long timer = -1;
    private boolean stopped;

    private synchronized void start(Duration every, EventStream stream) {
      if (!stopped) {
        timer = vertx.setPeriodic(every.toMillis(), tick -> stream.heartbeat());
      }
    }

    private synchronized void stop() {
      stopped = true;
      vertx.cancelTimer(timer);
    }
  }

  /** The success as its whole envelope, with the warnings and metadata of the request. */
  public String success(EnvelopeFilter.Plain plain) {
    return text(EnvelopeFilter.envelope(plain.data(), request));
  }

  /** The failure as its whole envelope. */
  public String failure(Throwable failure) {
    return text(failures.any(failure).getEntity());
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what is answered can be written", e);
    }
  }
}
