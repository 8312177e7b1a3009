package io.orchagent.platform.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads small bodies before anybody waits for them. A thread that reads a body as a stream waits
 * for its bytes and again for its end, and goes to sleep and is woken through two other threads
 * each time; here they are there already when it starts.
 */
@ApplicationScoped
class EarlyBody {
  /** What may be held for a request that nobody has looked at yet. */
  static final int MAX_BYTES = 64 * 1024;

  private final long patienceMillis;

  EarlyBody(@ConfigProperty(name = "quarkus.http.read-timeout") Duration patience) {
    this.patienceMillis = patience.toMillis();
  }

  /** After the floor, which refuses what is too large. */
  void register(@Observes Filters filters) {
    filters.register(this::read, 9_000);
  }

  void read(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    if (!isSmall(request)) {
      routing.next();
      return;
    }
    // Nobody else would notice a body that never comes
    long late = routing.vertx().setTimer(patienceMillis, ignored -> request.response().reset());
    request
        .body()
        .onComplete(ignored -> routing.vertx().cancelTimer(late))
        .onSuccess(
            body -> {
              ((RoutingContextInternal) routing).setBody(body);
              routing.next();
            })
        // Who sends it has gone away in the middle; others may be using the connection
        .onFailure(gone -> request.response().reset());
    // It is held back until somebody reads it
    request.resume();
  }

  /** Files are read as a stream, and who asks first whether to send it is answered by others. */
  private static boolean isSmall(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
    String type = request.getHeader(HttpHeaderNames.CONTENT_TYPE);
    if (length == null
        || length.length() > 5
        || request.getHeader(HttpHeaderNames.EXPECT) != null
        || (type != null && type.regionMatches(true, 0, "multipart/", 0, 10))) {
      return false;
    }
    int bytes = Integer.parseInt(length);
    return bytes > 0 && bytes <= MAX_BYTES;
  }
}
