package io.orchagent.llm;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One POST to a provider over connections that are kept. The calling thread waits; nothing of a
 * request goes on after it has stopped waiting. Addresses are the operator's, so private ones are
 * as good as others.
 */
@Singleton
class LlmTransport {
  private final HttpClient client;
  private final long answerBytes;

  LlmTransport(Vertx vertx, LlmConfig config) {
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

  /** What came back. */
  record Reply(
      int status, byte[] body, @Nullable String retryAfter, @Nullable String retryAfterMs) {}

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
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(address)
            // Who waits for a free connection when nobody waits for the answer leaves the queue
            .setConnectTimeout(Math.max(1, limit.toMillis()));
    headers.forEach(options::putHeader);
    options.putHeader("Content-Type", "application/json").putHeader("Accept", "application/json");
    client
        .request(options)
        .onFailure(answer::completeExceptionally)
        .onSuccess(request -> send(request, body, answer));
    CompletableFuture<Void> stopped = stop.thenRun(() -> answer.complete(null));
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      // Whoever still works on it is told by this that nobody waits
      answer.cancel(false);
      stopped.cancel(false);
    }
  }

  private void send(
      HttpClientRequest request, byte[] body, CompletableFuture<@Nullable Reply> answer) {
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
    request
        .send(Buffer.buffer(body))
        .onFailure(answer::completeExceptionally)
        .onSuccess(response -> collect(response, answer));
  }

  private void collect(HttpClientResponse response, CompletableFuture<@Nullable Reply> answer) {
    Buffer body = Buffer.buffer();
    response.exceptionHandler(answer::completeExceptionally);
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
                    response.getHeader("retry-after-ms"))));
  }
}
