package io.orchagent.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over a real connection, by a server that is stalled at the worst moment. */
class EventStreamsTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Many heartbeats, of which none must come. */
  private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void no_heartbeat_comes_before_the_head() throws Exception {
    Router router = Router.router(vertx);
    router
        .get("/")
        .handler(
            routing -> {
              var unused = Thread.ofVirtual().start(() -> answer(routing));
            });
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    URI address = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(address).timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.headers().firstValue("Content-Type")).contains(EventStream.TYPE);
      assertThat(answer.body()).endsWith("event: result\ndata: {}\n\n");
    }
  }

  private void answer(RoutingContext routing) {
    try {
      new EventStreams(stalled(routing), new RequestContext(routing), null, vertx, null)
          .open(Map.of(), Duration.ofMillis(1), () -> {})
          .end("result", "{}", LIMIT);
    } catch (RuntimeException e) {
      routing.response().end(e.toString());
    }
  }

  /** Lets time pass while the stream is prepared. */
  private static RoutingContext stalled(RoutingContext routing) {
    return (RoutingContext)
        Proxy.newProxyInstance(
            RoutingContext.class.getClassLoader(),
            new Class<?>[] {RoutingContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("addEndHandler")) {
                long until = System.nanoTime() + STALL_NANOS;
                while (routing.response().bytesWritten() == 0 && System.nanoTime() < until) {
                  Thread.onSpinWait();
                }
              }
              try {
                return method.invoke(routing, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
