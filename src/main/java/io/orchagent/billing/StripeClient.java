package io.orchagent.billing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.work.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The one thing that is asked of Stripe. Its address is the operator's. */
@Singleton
class StripeClient {
  private static final Logger LOG = Logger.getLogger(StripeClient.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CONNECT_MILLIS = 5_000;
  private static final int GOOD = 200;

  private final HttpClient client;
  private final Patience patience;
  private final ObjectMapper json;
  private final BillingConfig config;

  StripeClient(Vertx vertx, Patience patience, ObjectMapper json, BillingConfig config) {
    this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS));
    this.patience = patience;
    this.json = json;
    this.config = config;
  }

  /** Where somebody pays. */
  record Session(String id, String url) {}

  private record Reply(int status, byte[] body) {}

  /**
   * Opens a page to pay on.
   *
   * @param payment Stripe makes one session of it, however often it is asked
   * @param form its fields
   * @throws ApiException when Stripe can't be reached or does not take it
   */
  Session open(UUID payment, Map<String, String> form) {
    String key = config.stripe().secretKey().orElseThrow(BillingErrors::notConfigured);
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(address())
            .setTimeout(PATIENCE.toMillis())
            .putHeader("Authorization", "Bearer " + key)
            .putHeader("Idempotency-Key", payment.toString())
            .putHeader("Content-Type", "application/x-www-form-urlencoded");
    Reply reply = send(options, encoded(form));
    JsonNode answer = read(reply);
    JsonNode id = answer.path("id");
    JsonNode url = answer.path("url");
    if (reply.status() != GOOD || !id.isTextual() || !url.isTextual()) {
      LOG.warnf(
          "Stripe answered %d: %s", reply.status(), answer.path("error").path("type").asText());
      throw BillingErrors.stripeFailed();
    }
    return new Session(id.textValue(), url.textValue());
  }

  private String address() {
    String base = config.stripe().apiBase();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
        + "/v1/checkout/sessions";
  }

  private Reply send(RequestOptions options, String body) {
    CompletableFuture<Reply> answer =
        client
            .request(options)
            // Inside, on the event loop: from here it could come too late to hear the body
            .compose(request -> request.send(Buffer.buffer(body)).compose(StripeClient::whole))
            .toCompletionStage()
            .toCompletableFuture();
    try {
      return patience.await(answer, PATIENCE);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warnf("Stripe can't be reached: %s", String.valueOf(e.getMessage()));
      throw BillingErrors.stripeFailed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BillingErrors.stripeFailed();
    }
  }

  private static io.vertx.core.Future<Reply> whole(HttpClientResponse response) {
    return response.body().map(body -> new Reply(response.statusCode(), body.getBytes()));
  }

  private JsonNode read(Reply reply) {
    try {
      return json.readTree(new String(reply.body(), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return json.getNodeFactory().objectNode();
    }
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
