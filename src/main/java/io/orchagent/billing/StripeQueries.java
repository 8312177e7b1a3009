package io.orchagent.billing;

import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is known of payments at Stripe. */
@Singleton
class StripeQueries {
  private final Sql sql;

  StripeQueries(Sql sql) {
    this.sql = sql;
  }

  /**
   * A payment.
   *
   * @param sessionId null until Stripe has answered
   * @param paymentIntent null until it is paid
   */
  record Payment(
      UUID id,
      UUID workspaceId,
      long cents,
      @Nullable String sessionId,
      @Nullable String checkoutUrl,
      @Nullable String paymentIntent) {}

  private static Payment payment(Sql.Row row) throws SQLException {
    return new Payment(
        row.id("id"),
        row.id("workspace_id"),
        row.number("amount_cents"),
        row.optionalText("session_id"),
        row.optionalText("checkout_url"),
        row.optionalText("payment_intent"));
  }

  /** The one there is under this key, or a new one. */
  Payment begin(UUID id, UUID workspace, long cents, @Nullable String key) {
    sql.update(
        """
        insert into stripe_payment (id, workspace_id, amount_cents, idempotency_key)
        values (?, ?, ?, ?) on conflict (workspace_id, idempotency_key) do nothing
        """,
        id,
        workspace,
        cents,
        key);
    return sql.first(
            "select * from stripe_payment where id = ?"
                + " or (workspace_id = ? and idempotency_key = ?)",
            StripeQueries::payment,
            id,
            workspace,
            key)
        .orElseThrow();
  }

  void opened(UUID id, String session, String url) {
    sql.update(
        "update stripe_payment set session_id = ?, checkout_url = ? where id = ?",
        session,
        url,
        id);
  }

  /** False when it took effect before. Waits for whoever has it right now. */
  boolean isNew(String event, String type) {
    return sql.update(
            "insert into stripe_event (id, type) values (?, ?) on conflict do nothing", event, type)
        == 1;
  }

  /** What is about one payment comes one after the other. */
  void lock(String paymentIntent) {
    sql.first(
        "select pg_advisory_xact_lock(hashtext('stripe'), hashtext(?))",
        row -> true,
        paymentIntent);
  }

  Optional<Payment> find(UUID id) {
    return sql.first(
        "select * from stripe_payment where id = ? for update", StripeQueries::payment, id);
  }

  Optional<Payment> paid(String paymentIntent) {
    return sql.first(
        "select * from stripe_payment where payment_intent = ? for update",
        StripeQueries::payment,
        paymentIntent);
  }

  void markPaid(UUID id, String session, String paymentIntent) {
    sql.update(
        """
        update stripe_payment set session_id = ?, payment_intent = ?, paid_at = clock_timestamp()
        where id = ?
        """,
        session,
        paymentIntent,
        id);
  }

  /** Refunds only grow; a dispute that is over stays as it is. */
  void reverse(StripeEvent.Reversed reversed) {
    sql.update(
        """
        insert into stripe_reversal as r (id, payment_intent, cents, final) values (?, ?, ?, ?)
        on conflict (id) do update set
          cents = case when excluded.final then excluded.cents
                       else greatest(r.cents, excluded.cents) end,
          final = excluded.final
        where not r.final
        """,
        reversed.id(),
        reversed.paymentIntent(),
        reversed.cents(),
        reversed.isFinal());
  }

  /** What was taken back of a payment, and what of that is in the ledger. */
  record Reversal(String id, long cents, long booked) {}

  List<Reversal> reversals(String paymentIntent) {
    return sql.list(
        "select id, cents, booked_cents from stripe_reversal where payment_intent = ? order by id",
        row ->
            new Reversal(
                Objects.requireNonNull(row.text("id")),
                row.number("cents"),
                row.number("booked_cents")),
        paymentIntent);
  }

  void booked(String reversal, long cents) {
    sql.update("update stripe_reversal set booked_cents = ? where id = ?", cents, reversal);
  }
}
