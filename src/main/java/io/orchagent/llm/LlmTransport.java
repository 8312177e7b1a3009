package io.orchagent.llm;

import io.orchagent.platform.work.Patience;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One POST to a provider over connections that are kept. The calling thread waits; nothing of a
 * request goes on after it has stopped waiting. Addresses are the operator's, so private ones are
 * as good as others.
 */
@Singleton
class LlmTransport {
  private static final String STREAMS = "text/event-stream, application/x-ndjson, application/json";

  private final HttpClient client;
  private final Patience patience;
  private final long answerBytes;

  LlmTransport(Vertx vertx, Patience patience, LlmConfig config) {
    this.patience = patience;
    this.answerBytes = config.answerSize().asLongValue();
    HttpClientOptions options =
        new HttpClientOptions()
            .setKeepAlive(true)
            .setKeepAliveTimeout((int) config.keepAlive().toSeconds())
            .setTcpNoDelay(true)
            .setConnectTimeout((int) config.connectTimeout().toMillis());
    this.client =
        vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(config.connections()));
  }

  /**
   * What came back.
   *
   * @param streamed whether its body was handed over in pieces, and is not here
   */
  record Reply(
      int status,
      byte[] body,
      @Nullable String retryAfter,
      @Nullable String retryAfterMs,
      boolean streamed) {}

  /** A successful answer that had begun does not end. */
  static final class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenOffException(Throwable cause) {
      super(cause);
    }
  }

  /** The answer is larger than it may be. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Sends it and waits for the whole answer.
   *
   * @param stop completed when nobody wants it any more
   * @return empty when that happened
   * @throws TimeoutException when it takes longer than the limit
   * @throws IOException when no whole answer comes
   */
  @Nullable Reply post(
      String address,
      Map<String, String> headers,
      byte[] body,
      Duration limit,
      CompletableFuture<Void> stop)
      throws IOException, TimeoutException, InterruptedException {
    CompletableFuture<@Nullable Reply> answer = new CompletableFuture<>();
    RequestOptions options = options(address, headers, "application/json", limit);
    CompletableFuture<Void> stopped =
        begin(options, body, stop, answer, response -> collect(response, answer));
    try {
      return patience.await(answer, limit);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      // Whoever still works on it is told by this that nobody waits
      answer.cancel(false);
      stopped.complete(null);
    }
  }

  /**
   * The same for an answer that comes in pieces: they are handed over on this thread, as they come.
   * What is no success, or JSON at once, is in the reply.
   *
   * @throws LlmException of whoever takes the pieces
   */
  @Nullable Reply stream(
      String address,
      Map<String, String> headers,
      byte[] body,
      Duration limit,
      CompletableFuture<Void> stop,
      AnswerPieces to)
      throws IOException, TimeoutException, InterruptedException, LlmException {
    CompletableFuture<@Nullable Reply> answer = new CompletableFuture<>();
    PieceQueue queue = new PieceQueue();
    var unused = answer.whenComplete((reply, failure) -> queue.end());
    RequestOptions options = options(address, headers, STREAMS, limit);
    CompletableFuture<Void> stopped =
        begin(options, body, stop, answer, response -> receive(response, queue, answer));
    try {
      queue.drain(to, limit);
      return to.isOver() ? new Reply(200, new byte[0], null, null, true) : answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      answer.cancel(false);
      stopped.complete(null);
    }
  }

  private static RequestOptions options(
      String address, Map<String, String> headers, String accept, Duration limit) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(address)
            // Who waits for a free connection when nobody waits for the answer leaves the queue
            .setConnectTimeout(Math.max(1, limit.toMillis()));
    headers.forEach(options::putHeader);
    return options.putHeader("Content-Type", "application/json").putHeader("Accept", accept);
  }

  private CompletableFuture<Void> begin(
      RequestOptions options,
      byte[] body,
      CompletableFuture<Void> stop,
      CompletableFuture<@Nullable Reply> answer,
      Handler<HttpClientResponse> then) {
    client
        .request(options)
        .onFailure(answer::completeExceptionally)
        .onSuccess(request -> send(request, body, answer, then));
    return stop.thenRun(() -> answer.complete(null));
  }

  private static void send(
      HttpClientRequest request,
      byte[] body,
      CompletableFuture<@Nullable Reply> answer,
      Handler<HttpClientResponse> then) {
    if (answer.isDone()) {
      request.reset();
      return;
    }
    var unused =
        answer.whenComplete(
            (reply, failure) -> {
              if (reply == null) {
                request.reset();
              }
            });
    request.send(Buffer.buffer(body)).onFailure(answer::completeExceptionally).onSuccess(then);
  }

  private void receive(
      HttpClientResponse response, PieceQueue queue, CompletableFuture<@Nullable Reply> answer) {
    String type = response.getHeader("content-type");
    if (!isSuccess(response) || (type != null && type.startsWith("application/json"))) {
      collect(response, answer);
      return;
    }
    onBreak(response, answer);
    response.handler(queue.from(response));
    response.endHandler(
        ignored ->
            answer.complete(new Reply(response.statusCode(), new byte[0], null, null, true)));
  }

  private void collect(HttpClientResponse response, CompletableFuture<@Nullable Reply> answer) {
    Buffer body = Buffer.buffer();
    onBreak(response, answer);
    response.handler(
        chunk -> {
          if (body.length() + (long) chunk.length() > answerBytes) {
            answer.completeExceptionally(new TooLargeException());
          } else {
            body.appendBuffer(chunk);
          }
        });
    response.endHandler(
        ignored ->
            answer.complete(
                new Reply(
                    response.statusCode(),
                    body.getBytes(),
                    response.getHeader("retry-after"),
                    response.getHeader("retry-after-ms"),
                    false)));
  }

  private static boolean isSuccess(HttpClientResponse response) {
    return response.statusCode() / 100 == 2;
  }

  private static void onBreak(
      HttpClientResponse response, CompletableFuture<@Nullable Reply> answer) {
    response.exceptionHandler(
        e -> answer.completeExceptionally(isSuccess(response) ? new BrokenOffException(e) : e));
  }
}
