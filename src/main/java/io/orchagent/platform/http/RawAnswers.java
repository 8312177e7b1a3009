package io.orchagent.platform.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Answers outside of REST: with an id, a line in the log, and failures in the envelope. */
public final class RawAnswers {
  private static final Logger LOG = Logger.getLogger("io.orchagent.access");

  /**
   * How long a client that is still sending is listened to, so that it reads its answer: a
   * connection that is closed over unread bytes takes the answer with it.
   */
  private static final long LINGER_MILLIS = 1_000;

  private RawAnswers() {}

  /**
   * To be called once, first.
   *
   * @param template what the log calls the route
   * @return the request's id
   */
  public static String begin(RoutingContext routing, String template) {
    routing.put(FloorFilters.ROUTE, template);
    return begin(routing);
  }

  static String begin(RoutingContext routing) {
    long started = System.nanoTime();
    String requestId = RequestContext.requestIdOf(routing);
    MDC.put("request_id", requestId);
    routing.response().putHeader("X-Request-Id", requestId);
    routing.addEndHandler(done -> log(routing, started));
    return requestId;
  }

  /** Paths may carry secrets: only the template of the route is written. */
  private static void log(RoutingContext routing, long started) {
    String route = routing.get(FloorFilters.ROUTE);
    long millis = (System.nanoTime() - started) / 1_000_000;
    MDC.put("request_id", RequestContext.requestIdOf(routing));
    LOG.infof(
        "%s %s %d %d ms",
        routing.request().method(),
        route == null ? "-" : route,
        routing.response().getStatusCode(),
        millis);
    MDC.remove("request_id");
  }

  /** The connection goes on to be used; the request has no body, or somebody reads it. */
  public static void fail(RoutingContext routing, ApiException failure) {
    if (!routing.response().ended()) {
      end(routing, failure.kind().status(), envelope(routing, failure), headers(failure));
    }
  }

  /** A document of JSON, without one for HEAD. */
  public static void end(
      RoutingContext routing,
      int status,
      JsonObject document,
      Consumer<HttpServerResponse> furtherHeaders) {
    HttpServerResponse response = routing.response().setStatusCode(status);
    furtherHeaders.accept(response);
    if (routing.request().method().equals(HttpMethod.HEAD)) {
      response.end();
      return;
    }
    response.putHeader(HttpHeaderNames.CONTENT_TYPE, "application/json").end(document.encode());
  }

  /**
   * Nothing that the client sent after the head counts: it is neither a body nor the next request.
   */
  public static void failAndClose(RoutingContext routing, ApiException failure) {
    HttpServerResponse response = routing.response();
    if (routing.request().version() == HttpVersion.HTTP_2) {
      fail(routing, failure);
      return;
    }
    if (response.ended() || response.headWritten()) {
      return;
    }
    Buffer body = Buffer.buffer(envelope(routing, failure).encode());
    headers(failure).accept(response);
    response
        .setStatusCode(failure.kind().status())
        .putHeader(HttpHeaderNames.CONNECTION, "close")
        .putHeader(HttpHeaderNames.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(body.length()));
    // Not ended: the next request on this connection would have its turn then
    if (routing.request().method().equals(HttpMethod.HEAD)) {
      response.writeHead().onComplete(written -> close(routing));
    } else {
      response.write(body).onComplete(written -> close(routing));
    }
  }

  /** The answer is whole, and the rest of the request is of no use to anybody. */
  public static void endAndClose(RoutingContext routing) {
    boolean stream = routing.request().version() == HttpVersion.HTTP_2;
    routing
        .response()
        .end()
        .onComplete(
            written -> {
              if (!stream) {
                close(routing);
              }
            });
  }

  private static void close(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    HttpConnection connection = request.connection();
    if (request.isEnded()) {
      connection.close();
      return;
    }
    routing.vertx().setTimer(LINGER_MILLIS, late -> connection.close());
    request.exceptionHandler(gone -> connection.close());
    request.endHandler(end -> connection.close());
    request.handler(rest -> {});
    request.resume();
  }

  private static JsonObject envelope(RoutingContext routing, ApiException failure) {
    ErrorEnvelope body = ErrorEnvelope.of(failure, RequestContext.requestIdOf(routing));
    return new JsonObject()
        .put("error", new JsonObject(body.error()))
        .put("metadata", new JsonObject(body.metadata()));
  }

  private static Consumer<HttpServerResponse> headers(ApiException failure) {
    return response -> {
      failure
          .retryAfter()
          .ifPresent(
              wait ->
                  response.putHeader(
                      HttpHeaderNames.RETRY_AFTER, String.valueOf(wait.toSeconds())));
      if (failure.kind() == ErrorKind.UNAUTHENTICATED) {
        response.putHeader(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
      }
    };
  }
}
