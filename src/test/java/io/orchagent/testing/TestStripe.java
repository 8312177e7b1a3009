package io.orchagent.testing;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A server that stands in for Stripe, in its wire format. Its sessions are named after what they
 * pay for, so that a test can tell of any of them.
 */
public final class TestStripe {
  private static final String ADDRESS = "orchagent.test.stripe.address";
  private static final String KEY = "orchagent.test.stripe.key";
  private static final String SECRET = "orchagent.test.stripe.secret";
  private static final String SESSION = "cs_test_";

  /** Of this price Stripe takes none. */
  public static final int REFUSED_DOLLARS = 4_242;

  private TestStripe() {}

  static Map<String, String> configuration() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/checkout/sessions", TestStripe::open);
    server.start();
    System.setProperty(ADDRESS, "http://127.0.0.1:" + server.getAddress().getPort());
    System.setProperty(KEY, "sk_test_" + UUID.randomUUID());
    System.setProperty(SECRET, "whsec_" + UUID.randomUUID());
    return Map.of(
        "orchagent.billing.stripe.api-base", System.getProperty(ADDRESS),
        "orchagent.billing.stripe.secret-key", System.getProperty(KEY),
        "orchagent.billing.stripe.webhook-secret", System.getProperty(SECRET));
  }

  private static void open(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        Arrays.stream(new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("&"))
            .map(field -> field.split("=", 2))
            .collect(
                Collectors.toMap(
                    pair -> URLDecoder.decode(pair[0], UTF_8),
                    pair -> URLDecoder.decode(pair[1], UTF_8)));
    String reference = form.get("client_reference_id");
    boolean good =
        ("Bearer " + System.getProperty(KEY))
                .equals(exchange.getRequestHeaders().getFirst("Authorization"))
            && reference.equals(exchange.getRequestHeaders().getFirst("Idempotency-Key"))
            && form.get("mode").equals("payment")
            && form.get("line_items[0][quantity]").equals("1")
            && form.get("line_items[0][price_data][currency]").equals("usd")
            && !form.get("line_items[0][price_data][unit_amount]").equals(REFUSED_DOLLARS + "00");
    String answer =
        good
            ? "{\"id\":\"%s%s\",\"object\":\"checkout.session\",\"url\":\"https://checkout.stripe.test/%s/%s\"}"
                .formatted(
                    SESSION,
                    reference,
                    reference,
                    form.get("line_items[0][price_data][unit_amount]"))
            : "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"no\"}}";
    byte[] bytes = answer.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(good ? 200 : 400, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** A session that was opened for a workspace. */
  public record Session(String id, long cents) {
    public static Session open(TestWorkspace owner, int dollars) {
      String id =
          owner
              .asOwner()
              .body(Map.of("amount_usd", dollars))
              .post("/billing/checkout")
              .then()
              .statusCode(200)
              .extract()
              .path("data.session_id");
      return new Session(id, dollars * 100L);
    }

    public String reference() {
      return id.substring(SESSION.length());
    }

    public String intent() {
      return "pi_" + reference().replace("-", "");
    }

    public String paid() {
      return paid(cents, "paid");
    }

    public String paid(long total, String status) {
      return event(
          "checkout.session.completed",
          """
          {"id":"%s","object":"checkout.session","client_reference_id":"%s","currency":"usd",
           "amount_total":%d,"payment_status":"%s","payment_intent":"%s"}
          """
              .formatted(id, reference(), total, status, intent()));
    }

    public String refunded(long total) {
      return event(
          "charge.refunded",
          """
          {"id":"ch_%s","object":"charge","amount":%d,"amount_refunded":%d,"payment_intent":"%s"}
          """
              .formatted(intent(), cents, total, intent()));
    }

    /** Of a dispute: created, funds_withdrawn, closed, funds_reinstated. */
    public String disputed(String what, String status) {
      return event(
          "charge.dispute." + what,
          """
          {"id":"dp_%s","object":"dispute","amount":%d,"status":"%s","payment_intent":"%s"}
          """
              .formatted(intent(), cents, status, intent()));
    }
  }

  /** An event with an id of its own. */
  public static String event(String type, String object) {
    return """
        {"id":"evt_%s","object":"event","type":"%s","data":{"object":%s}}
        """
        .formatted(UUID.randomUUID().toString().replace("-", ""), type, object);
  }

  /** Delivers it, signed now. */
  public static ValidatableResponse deliver(String event) {
    return deliver(event, signature(event, Instant.now(), System.getProperty(SECRET)));
  }

  public static ValidatableResponse deliver(String event, String signature) {
    return given()
        .contentType("application/json")
        .header("Stripe-Signature", signature)
        .body(event)
        .post("/billing/stripe-webhook")
        .then();
  }

  public static String signature(String event, Instant at) {
    return signature(event, at, System.getProperty(SECRET));
  }

  public static String signature(String event, Instant at, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      byte[] sum = mac.doFinal((at.getEpochSecond() + "." + event).getBytes(UTF_8));
      return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(sum);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
