package io.orchagent.billing;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchagent.platform.http.PathId;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Stripe tells, as far as it is about money that came or went. */
sealed interface StripeEvent {
  /**
   * A checkout was paid.
   *
   * @param payment what we had called it
   */
  record Paid(UUID payment, String sessionId, String paymentIntent, long cents)
      implements StripeEvent {}

  /**
   * Of a payment something was taken back, or returned.
   *
   * @param id of the charge or dispute
   * @param cents all that it takes back now
   * @param isFinal whether nothing of it changes any more
   */
  record Reversed(String id, String paymentIntent, long cents, boolean isFinal)
      implements StripeEvent {}

  /** What else there is: nothing to us. */
  record Other() implements StripeEvent {}

  Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,255}");

  /** By its type and object. */
  static StripeEvent of(JsonNode event) {
    JsonNode object = event.path("data").path("object");
    return switch (event.path("type").asText()) {
      case "checkout.session.completed", "checkout.session.async_payment_succeeded" ->
          paid(object).orElseGet(Other::new);
      case "charge.refunded" -> reversed("charge", object, object.path("amount_refunded"), false);
      // An inquiry takes no money; should it, funds_withdrawn says so
      case "charge.dispute.created" ->
          object.path("status").asText().startsWith("warning")
              ? new Other()
              : reversed("dispute", object, object.path("amount"), false);
      case "charge.dispute.funds_withdrawn" ->
          reversed("dispute", object, object.path("amount"), false);
      case "charge.dispute.funds_reinstated" -> returned(object);
      case "charge.dispute.closed" ->
          object.path("status").asText().equals("lost")
              ? reversed("dispute", object, object.path("amount"), true)
              : returned(object);
      default -> new Other();
    };
  }

  private static Optional<StripeEvent> paid(JsonNode session) {
    Optional<UUID> payment = PathId.tryParse(session.path("client_reference_id").asText());
    String id = id(session.path("id"));
    String intent = id(session.path("payment_intent"));
    boolean whole =
        session.path("payment_status").asText().equals("paid")
            && session.path("currency").asText().equals("usd")
            && session.path("amount_total").canConvertToLong();
    return payment.isPresent() && id != null && intent != null && whole
        ? Optional.of(new Paid(payment.get(), id, intent, session.path("amount_total").longValue()))
        : Optional.empty();
  }

  private static StripeEvent reversed(
      String what, JsonNode object, JsonNode amount, boolean isFinal) {
    String id = id(object.path("id"));
    String intent = id(object.path("payment_intent"));
    return id == null || intent == null || !amount.canConvertToLong() || amount.longValue() < 0
        ? new Other()
        : new Reversed(what + ":" + id, intent, amount.longValue(), isFinal);
  }

  private static StripeEvent returned(JsonNode dispute) {
    String id = id(dispute.path("id"));
    String intent = id(dispute.path("payment_intent"));
    return id == null || intent == null
        ? new Other()
        : new Reversed("dispute:" + id, intent, 0, true);
  }

  private static @Nullable String id(JsonNode value) {
    String text = value.asText();
    return value.isTextual() && ID.matcher(text).matches() ? text : null;
  }
}
