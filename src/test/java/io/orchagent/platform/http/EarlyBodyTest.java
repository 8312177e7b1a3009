package io.orchagent.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies arrive as they like, whoever reads them. */
@QuarkusTest
class EarlyBodyTest {
  private static final String WRONG = "{\"email\": \"a@example.test\", \"password\": \"%s\"}";
  private static final String OVERHEAD = WRONG.formatted("");

  private static String head(String more) {
    return "POST /auth/login HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
        + more
        + "\r\n";
  }

  /** The status line of what comes back when these parts are sent one after the other. */
  private static String answered(String... parts) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      for (String part : parts) {
        socket.getOutputStream().write(part.getBytes(UTF_8));
        socket.getOutputStream().flush();
      }
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }
  }

  private static String length(String body) {
    return head("Content-Length: " + body.getBytes(UTF_8).length + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, EarlyBody.MAX_BYTES - 60, EarlyBody.MAX_BYTES, 200_000})
  void a_body_in_pieces_is_read_whole_however_long_it_is(int length) throws IOException {
    String body = WRONG.formatted("x".repeat(length));
    int half = body.length() / 2;
    String[] parts = {length(body), body.substring(0, half), body.substring(half)};
    // Half a body would be a bad request
    assertThat(answered(parts)).contains(" 401 ");
  }

  @Test
  void of_a_body_as_long_as_may_be_nothing_is_lost() throws IOException {
    String spaces = " ".repeat(EarlyBody.MAX_BYTES - OVERHEAD.length() - 10);
    String body = spaces + WRONG.formatted("0123456789");
    assertThat(body).hasSize(EarlyBody.MAX_BYTES);
    assertThat(answered(length(body), body)).contains(" 401 ");
    assertThat(answered(length(" " + body), " " + body)).contains(" 401 ");
  }

  @Test
  void a_body_in_chunks_and_one_that_asks_first_are_read_too() throws IOException {
    String body = WRONG.formatted("0123456789");
    String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    assertThat(answered(head("Transfer-Encoding: chunked\r\n"), chunk)).contains(" 401 ");
    String asking = head("Expect: 100-continue\r\nContent-Length: " + body.length() + "\r\n");
    assertThat(answered(asking, body)).containsAnyOf(" 100 ", " 401 ");
  }

  @Test
  void what_is_no_json_is_refused_and_one_that_breaks_off_harms_nobody() throws IOException {
    assertThat(answered(length("{\"email\""), "{\"email\"")).contains(" 400 ");
    try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
      socket.getOutputStream().write((length("0123456789") + "01234").getBytes(UTF_8));
    }
    String body = WRONG.formatted("0123456789");
    assertThat(answered(length(body), body)).contains(" 401 ");
  }

  @Test
  void who_never_sends_the_body_is_not_waited_for() throws Exception {
    try (Plain plain = new Plain(Duration.ofMillis(50));
        Socket socket = new Socket("127.0.0.1", plain.port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(length("0123456789").getBytes(UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void who_gives_up_one_of_several_requests_of_a_connection_ends_no_other() throws Exception {
    HttpClientOptions http2 =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);
    try (Plain plain = new Plain(Duration.ofMinutes(1))) {
      HttpClient client = plain.vertx.createHttpClient(http2, new PoolOptions().setHttp2MaxSize(1));
      HttpClientRequest first = plain.half(client);
      HttpClientRequest second = plain.half(client);
      assertThat(done(second.connection().ping(Buffer.buffer("12345678")))).isNotNull();
      first.reset();
      assertThat(done(second.connection().ping(Buffer.buffer("12345678")))).isNotNull();
      Future<HttpClientResponse> answer = second.response();
      done(second.end("56789"));
      assertThat(done(answer).statusCode()).isEqualTo(200);
    }
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** A server that does nothing else. */
  private static final class Plain implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final int port;

    Plain(Duration patience) throws Exception {
      Router router = Router.router(vertx);
      EarlyBody early = new EarlyBody(patience);
      router.route().handler(early::read).handler(routing -> routing.response().end("read"));
      HttpServer server = vertx.createHttpServer().requestHandler(router);
      port = done(server.listen(0, "127.0.0.1")).actualPort();
    }

    /** A request of which half is on its way. */
    HttpClientRequest half(HttpClient client) throws Exception {
      HttpClientRequest request = done(client.request(HttpMethod.POST, port, "127.0.0.1", "/"));
      request.putHeader("Content-Length", "10");
      done(request.write("01234"));
      return request;
    }

    @Override
    public void close() throws Exception {
      done(vertx.close());
    }
  }
}
