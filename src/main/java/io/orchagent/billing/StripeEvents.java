package io.orchagent.billing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.billing.LedgerQueries.Account;
import io.orchagent.billing.StripeQueries.Payment;
import io.orchagent.billing.StripeQueries.Reversal;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.ids.Ids;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What Stripe tells of payments, refunds and disputes, each in the ledger once. */
@ApplicationScoped
public class StripeEvents {
  private static final Logger LOG = Logger.getLogger(StripeEvents.class);
  private static final String TOP_UP = "top_up";
  private static final String REFUND = "refund";

  private final StripeQueries queries;
  private final LedgerQueries ledgerQueries;
  private final Ledger ledger;
  private final BillingConfig config;
  private final ObjectMapper json;
  private final Clock clock;

  StripeEvents(
      StripeQueries queries,
      LedgerQueries ledgerQueries,
      Ledger ledger,
      BillingConfig config,
      ObjectMapper json,
      Clock clock) {
    this.queries = queries;
    this.ledgerQueries = ledgerQueries;
    this.ledger = ledger;
    this.config = config;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Takes an event of Stripe's, once, in whatever order they come.
   *
   * @throws io.orchagent.platform.errors.ApiException when it is not signed, or not lately
   */
  void receive(@Nullable String signature, byte[] body) {
    String secret = config.stripe().webhookSecret().orElseThrow(BillingErrors::notConfigured);
    if (!StripeSignature.isGood(signature, body, secret, clock.instant())) {
      throw BillingErrors.wrongSignature();
    }
    JsonNode event = read(body);
    String id = event.path("id").asText();
    if (!StripeEvent.ID.matcher(id).matches()) {
      throw Errors.invalidField("id", "must be the id of an event");
    }
    StripeEvent told = StripeEvent.of(event);
    if (!(told instanceof StripeEvent.Other)) {
      QuarkusTransaction.requiringNew().run(() -> takeOnce(id, event, told));
    }
  }

  private JsonNode read(byte[] body) {
    try {
      return json.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw Errors.invalid("The body is no JSON. Send the event as Stripe made it.");
    }
  }

  private void takeOnce(String id, JsonNode event, StripeEvent told) {
    if (!queries.isNew(id, event.path("type").asText())) {
      return;
    }
    switch (told) {
      case StripeEvent.Paid paid -> paid(paid);
      case StripeEvent.Reversed reversed -> {
        queries.lock(reversed.paymentIntent());
        queries.reverse(reversed);
        queries.paid(reversed.paymentIntent()).ifPresent(this::bookReversals);
      }
      case StripeEvent.Other ignored -> {}
    }
  }

  private void paid(StripeEvent.Paid paid) {
    queries.lock(paid.paymentIntent());
    Optional<Payment> found = queries.find(paid.payment());
    if (found.isEmpty() || !fits(found.get(), paid)) {
      // Of another server under the same account, or not what was asked for
      LOG.warnf("the session %s is none of this server's and was left alone", paid.sessionId());
      return;
    }
    Payment payment = found.get();
    if (payment.paymentIntent() != null) {
      return;
    }
    queries.markPaid(payment.id(), paid.sessionId(), paid.paymentIntent());
    UUID workspace = payment.workspaceId();
    ledgerQueries.lock(workspace);
    ledgerQueries.open(
        payment.id(),
        TOP_UP,
        "Top-up of " + Dollars.ofCents(payment.cents()),
        "stripe:" + payment.id());
    ledgerQueries.add(payment.id(), null, Account.STRIPE, TOP_UP, -payment.cents());
    ledgerQueries.add(payment.id(), workspace, Account.CREDITS, TOP_UP, payment.cents());
    ledger.payDebt(workspace);
    bookReversals(queries.paid(paid.paymentIntent()).orElseThrow());
  }

  private static boolean fits(Payment payment, StripeEvent.Paid paid) {
    return payment.cents() == paid.cents()
        && (payment.sessionId() == null || payment.sessionId().equals(paid.sessionId()));
  }

  /** Brings the ledger to what Stripe has taken back of a payment, which is never more than it. */
  private void bookReversals(Payment payment) {
    long room = payment.cents();
    for (Reversal reversal : queries.reversals(String.valueOf(payment.paymentIntent()))) {
      long wanted = Math.min(reversal.cents(), room);
      room -= wanted;
      if (wanted > reversal.booked()) {
        takeBack(payment, wanted - reversal.booked());
      } else if (wanted < reversal.booked()) {
        giveBack(payment, reversal.booked() - wanted);
      }
      queries.booked(reversal.id(), wanted);
    }
  }

  /** What is not there any more is owed. */
  private void takeBack(Payment payment, long cents) {
    UUID workspace = payment.workspaceId();
    UUID transaction = Ids.newId();
    long there = Math.min(cents, ledgerQueries.lock(workspace).free());
    String owed = there < cents ? "; " + Dollars.ofCents(cents - there) + " of it are owed" : "";
    ledgerQueries.open(
        transaction, REFUND, "Refund or dispute of " + Dollars.ofCents(cents) + owed, null);
    ledgerQueries.add(transaction, workspace, Account.CREDITS, REFUND, -there);
    ledgerQueries.add(transaction, workspace, Account.RECEIVABLE, REFUND, there - cents);
    ledgerQueries.add(transaction, null, Account.STRIPE, REFUND, cents);
  }

  private void giveBack(Payment payment, long cents) {
    UUID workspace = payment.workspaceId();
    UUID transaction = Ids.newId();
    ledgerQueries.lock(workspace);
    ledgerQueries.open(
        transaction, REFUND, "Returned of a dispute: " + Dollars.ofCents(cents), null);
    ledgerQueries.add(transaction, null, Account.STRIPE, REFUND, -cents);
    ledgerQueries.add(transaction, workspace, Account.CREDITS, REFUND, cents);
    ledger.payDebt(workspace);
  }
}
