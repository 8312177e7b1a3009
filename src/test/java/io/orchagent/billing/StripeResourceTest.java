package io.orchagent.billing;

import static io.orchagent.testing.TestCredits.balance;
import static io.orchagent.testing.TestCredits.give;
import static io.orchagent.testing.TestCredits.history;
import static io.orchagent.testing.TestCredits.sell;
import static io.orchagent.testing.TestStripe.deliver;
import static io.orchagent.testing.TestStripe.event;
import static io.orchagent.testing.TestStripe.signature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestStripe;
import io.orchagent.testing.TestStripe.Session;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StripeResourceTest {
  private TestWorkspace owner;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  private ValidatableResponse checkout(Object dollars) {
    Map<String, Object> body = new HashMap<>();
    body.put("amount_usd", dollars);
    return owner.asOwner().body(body).post("/billing/checkout").then();
  }

  private long owed() {
    return owner.asOwner().get("/billing/balance").jsonPath().getLong("data.owed_cents");
  }

  private void take(String... events) {
    for (String each : events) {
      deliver(each).statusCode(200).body("data.received", equalTo(true));
    }
  }

  @Test
  void whole_dollars_from_5_to_10000_are_sold() {
    checkout(5).statusCode(200).body("data.checkout_url", endsWith("/500"));
    checkout(10_000).statusCode(200).body("data.checkout_url", endsWith("/1000000"));
    for (Object amount :
        new Object[] {4, new BigDecimal("5.5"), -1, 1_000_000_000_000L, 10_001, "ten", null}) {
      checkout(amount).statusCode(400).body("error.fields[0].field", equalTo("amount_usd"));
    }
  }

  @Test
  void what_stripe_refuses_is_said_to_be_tried_again_and_costs_nothing() {
    checkout(TestStripe.REFUSED_DOLLARS)
        .statusCode(503)
        .body("error.message", containsString("try again"));
    assertThat(balance(owner)).isZero();
  }

  @Test
  void one_key_is_one_page() {
    List<String> sessions =
        Together.run(
            4,
            i ->
                owner
                    .asOwner()
                    .header("Idempotency-Key", "one")
                    .body(Map.of("amount_usd", 5))
                    .post("/billing/checkout")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("data.session_id"));
    assertThat(sessions).containsOnly(sessions.getFirst());
    owner
        .asOwner()
        .header("Idempotency-Key", "one")
        .body(Map.of("amount_usd", 6))
        .post("/billing/checkout")
        .then()
        .statusCode(409);
  }

  @Test
  void one_payment_that_is_told_eight_times_at_once_counts_once() {
    Session session = Session.open(owner, 25);
    String paid = session.paid();
    assertThat(Together.statuses(8, i -> deliver(paid))).containsOnly(200);
    // Another event of the same payment
    assertThat(Together.statuses(8, i -> deliver(session.paid()))).containsOnly(200);
    assertThat(history(owner)).containsExactly("top_up 2500 2500");
  }

  @Test
  void what_is_not_paid_yet_or_not_this_much_is_not_there() {
    Session session = Session.open(owner, 25);
    take(session.paid(2500, "unpaid"), session.paid(2499, "paid"));
    assertThat(balance(owner)).isZero();
    take(session.paid());
    assertThat(balance(owner)).isEqualTo(2_500);
  }

  @Test
  void forged_old_and_early_events_are_refused() {
    Session session = Session.open(owner, 25);
    String paid = session.paid();
    Instant now = Instant.now();
    for (String signature :
        List.of(
            "",
            "nonsense",
            "t=" + now.getEpochSecond(),
            "t=x,v1=" + "0".repeat(64),
            signature(paid, now, "whsec_other"),
            signature(paid + " ", now),
            signature(paid, now.minusSeconds(330)),
            signature(paid, now.plusSeconds(330)))) {
      deliver(paid, signature).statusCode(400);
    }
    assertThat(balance(owner)).isZero();
    deliver(paid, signature(paid, now) + ",v1=" + "0".repeat(64)).statusCode(200);
    assertThat(balance(owner)).isEqualTo(2_500);
  }

  @Test
  void sessions_that_are_not_ours_and_events_about_nothing_change_nothing() {
    Session session = Session.open(owner, 25);
    take(
        session.paid().replace(session.reference(), "00000000-0000-7000-8000-000000000000"),
        session.paid().replace("\"" + session.id() + "\"", "\"cs_test_of_another_account\""),
        event("customer.created", "{\"id\":\"cus_1\"}"),
        event("checkout.session.completed", "{}"),
        event("charge.refunded", "{\"id\":7,\"amount_refunded\":\"x\"}"));
    assertThat(balance(owner)).isZero();
    deliver("[]").statusCode(400);
    deliver("{").statusCode(400);
  }

  @Test
  void refunds_are_taken_back_once_by_what_they_are_in_all() {
    Session session = Session.open(owner, 25);
    take(session.paid(), session.refunded(1_000), session.refunded(1_500), session.refunded(1_000));
    assertThat(history(owner))
        .containsExactly("refund -500 1000", "refund -1000 1500", "top_up 2500 2500");
    take(session.refunded(9_999));
    assertThat(balance(owner)).isZero();
    assertThat(owed()).isZero();
  }

  @Test
  void a_refund_that_is_told_before_its_payment_is_taken_back_all_the_same() {
    Session session = Session.open(owner, 25);
    take(session.refunded(1_000));
    assertThat(balance(owner)).isZero();
    take(session.paid());
    assertThat(history(owner)).containsExactly("refund -1000 1500", "top_up 2500 2500");
  }

  @Test
  void payment_and_refund_at_once_end_the_same() {
    for (int round = 0; round < 5; round++) {
      Session session = Session.open(owner, 10);
      List<String> events =
          List.of(session.paid(), session.refunded(400), session.paid(), session.refunded(700));
      Together.statuses(4, i -> deliver(events.get(i)));
    }
    assertThat(balance(owner)).isEqualTo(5 * 300);
    assertThat(owed()).isZero();
  }

  @Test
  void a_dispute_of_spent_money_is_owed_until_it_is_won_or_paid() {
    TestWorkspace author = TestWorkspace.create();
    TestTool tool = sell(author, 200, "print(1)");
    Session session = Session.open(owner, 5);
    take(session.paid());
    owner.asOwner().body("{}").post(tool.path()).then().statusCode(200);
    take(
        session.disputed("created", "needs_response"),
        session.disputed("funds_withdrawn", "needs_response"));
    assertThat(balance(owner)).isZero();
    assertThat(owed()).isEqualTo(200);
    give(owner, 100);
    assertThat(owed()).isEqualTo(100);
    owner
        .asOwner()
        .body("{}")
        .post(tool.path())
        .then()
        .statusCode(402)
        .body("error.message", containsString("owes 100 cents"));
    take(session.disputed("closed", "won"), session.disputed("funds_reinstated", "won"));
    assertThat(owed()).isZero();
    assertThat(balance(owner)).isEqualTo(400);
    // What was told late of a dispute that is over
    take(session.disputed("funds_withdrawn", "needs_response"));
    assertThat(balance(owner)).isEqualTo(400);
    assertThat(balance(author)).isEqualTo(160);
  }

  @Test
  void an_inquiry_takes_nothing() {
    Session session = Session.open(owner, 5);
    take(session.paid(), session.disputed("created", "warning_needs_response"));
    assertThat(balance(owner)).isEqualTo(500);
  }
}
