package io.orchagent.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.PublicUrl;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.tenancy.ChangeLog;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A server without a key of Stripe's. */
@QuarkusTest
class StripeOffTest {
  @Inject StripeQueries queries;
  @Inject StripeClient client;
  @Inject LedgerQueries ledgerQueries;
  @Inject Ledger ledger;
  @Inject PublicUrl publicUrl;
  @Inject ChangeLog changes;
  @Inject ObjectMapper json;
  @Inject Clock clock;

  private record Off() implements BillingConfig, BillingConfig.Stripe {
    @Override
    public int authorSharePercent() {
      return 80;
    }

    @Override
    public Stripe stripe() {
      return this;
    }

    @Override
    public Optional<String> secretKey() {
      return Optional.empty();
    }

    @Override
    public Optional<String> webhookSecret() {
      return Optional.empty();
    }

    @Override
    public String apiBase() {
      return "http://127.0.0.1:1";
    }
  }

  private static void refused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo("BILLING_NOT_CONFIGURED");
              assertThat(refusal.kind().status()).isEqualTo(503);
              assertThat(refusal.retryable()).isFalse();
            });
  }

  @Test
  void nothing_is_sold_and_no_event_is_taken() {
    Off off = new Off();
    Payments payments = new Payments(queries, client, off, publicUrl, changes);
    StripeEvents events = new StripeEvents(queries, ledgerQueries, ledger, off, json, clock);
    refused(() -> payments.checkout(Ids.newId(), 5, Optional.empty()));
    refused(() -> events.receive("t=1,v1=0", new byte[0]));
  }
}
