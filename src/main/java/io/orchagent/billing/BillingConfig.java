package io.orchagent.billing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Optional;

/** Credits. */
@ConfigMapping(prefix = "orchagent.billing")
public interface BillingConfig {
  /** Of a paid call's price, the percentage that goes to the agent's author; 0 to 100. */
  @WithDefault("80")
  @Min(0)
  @Max(100)
  int authorSharePercent();

  /** Where credits are bought. */
  Stripe stripe();

  /** Stripe. */
  interface Stripe {
    /** Secret key of the account; without it nothing can be bought, and all else goes on. */
    Optional<String> secretKey();

    /** Secret of the webhook `POST /billing/stripe-webhook`, by which Stripe tells of payments. */
    Optional<String> webhookSecret();

    /** Address of Stripe's API. */
    @WithDefault("https://api.stripe.com")
    String apiBase();
  }
}
