package io.orchagent.billing;

import io.orchagent.billing.StripeQueries.Payment;
import io.orchagent.platform.http.PublicUrl;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.tenancy.ChangeLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Credits that are bought. */
@ApplicationScoped
public class Payments {
  private static final int CENTS = 100;

  private final StripeQueries queries;
  private final StripeClient client;
  private final BillingConfig config;
  private final PublicUrl publicUrl;
  private final ChangeLog changes;

  Payments(
      StripeQueries queries,
      StripeClient client,
      BillingConfig config,
      PublicUrl publicUrl,
      ChangeLog changes) {
    this.queries = queries;
    this.client = client;
    this.config = config;
    this.publicUrl = publicUrl;
    this.changes = changes;
  }

  /**
   * Opens a page to buy credits on. Under one key it is the same page.
   *
   * @throws io.orchagent.platform.errors.ApiException without a key of Stripe's, or when Stripe
   *     does not answer
   */
  StripeClient.Session checkout(UUID workspace, long dollars, Optional<String> key) {
    if (config.stripe().secretKey().isEmpty()) {
      throw BillingErrors.notConfigured();
    }
    long cents = Math.multiplyExact(dollars, (long) CENTS);
    Payment payment =
        QuarkusTransaction.requiringNew().call(() -> begin(workspace, cents, key.orElse(null)));
    if (payment.cents() != cents) {
      throw BillingErrors.keyTaken();
    }
    if (payment.sessionId() != null && payment.checkoutUrl() != null) {
      return new StripeClient.Session(payment.sessionId(), payment.checkoutUrl());
    }
    StripeClient.Session session = client.open(payment.id(), form(payment));
    queries.opened(payment.id(), session.id(), session.url());
    return session;
  }

  private Payment begin(UUID workspace, long cents, @Nullable String key) {
    UUID id = Ids.newId();
    Payment payment = queries.begin(id, workspace, cents, key);
    if (payment.id().equals(id)) {
      changes.record(workspace, "credits.checkout_opened", Dollars.ofCents(cents));
    }
    return payment;
  }

  private Map<String, String> form(Payment payment) {
    String back = publicUrl.value() + "/dashboard/billing?checkout=";
    Map<String, String> form = new LinkedHashMap<>();
    form.put("mode", "payment");
    form.put("client_reference_id", payment.id().toString());
    form.put("success_url", back + "done");
    form.put("cancel_url", back + "cancelled");
    form.put("line_items[0][quantity]", "1");
    form.put("line_items[0][price_data][currency]", "usd");
    form.put("line_items[0][price_data][unit_amount]", Long.toString(payment.cents()));
    form.put("line_items[0][price_data][product_data][name]", "Credits");
    form.put("metadata[workspace_id]", payment.workspaceId().toString());
    form.put("payment_intent_data[metadata][payment_id]", payment.id().toString());
    return form;
  }
}
