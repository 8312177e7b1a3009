package io.orchagent.billing;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of billing. */
public final class BillingApi {
  private BillingApi() {}

  /** What a workspace has. */
  @Schema(name = "CreditBalance", description = "What a workspace has")
  public record Balance(
      @Schema(description = "Its credits in cents, held ones too; never below 0") long balanceCents,
      @Schema(description = "Of them, reserved for calls that are not over") long heldCents,
      @Schema(
              description =
                  "Owed after a refund or dispute of money that was spent already; while it is, no"
                      + " paid agent can be called")
          long owedCents,
      @Schema(description = "Always usd", examples = "usd") String currency,
      @Schema(description = "Name of the workspace's plan", examples = "free") String plan) {
    static Balance of(Standing standing, String plan) {
      return new Balance(standing.balance(), standing.held(), standing.owed(), "usd", plan);
    }
  }

  /** A line of the history. */
  @Schema(name = "CreditTransaction", description = "What moved on a workspace's credits")
  public record Transaction(
      @Schema(description = "Id of the transaction") UUID id,
      @Schema(
              description = "What it was",
              enumeration = {"top_up", "charge", "earning", "refund", "adjustment"})
          String type,
      @Schema(description = "In cents; below 0 what went away") long amountCents,
      @Schema(description = "The balance after it, in cents") long balanceAfterCents,
      @Schema(description = "What it was for", examples = "Call of acme/scanner v3")
          String description,
      @Schema(description = "The run that was charged; null else") @Nullable UUID runId,
      @Schema(description = "When, UTC") Instant createdAt) {
    public static Transaction of(Movement movement) {
      return new Transaction(
          movement.id(),
          movement.type(),
          movement.amount(),
          movement.balanceAfter(),
          movement.description(),
          movement.runId(),
          movement.createdAt());
    }
  }

  /** Credits that are bought. */
  @Schema(name = "CheckoutCreate", description = "Credits to buy")
  public record Checkout(
      @Schema(
              description = "Whole dollars",
              required = true,
              minimum = "5",
              maximum = "10000",
              examples = "25")
          @NotNull(message = RULE)
          @Min(value = 5, message = RULE)
          @Max(value = 10_000, message = RULE)
          @Nullable Long amountUsd) {
    private static final String RULE = "must be a whole number of dollars from 5 to 10000";
  }

  /** Where they are paid. */
  @Schema(name = "Checkout", description = "Stripe's page to pay on")
  public record CheckoutOpened(
      @Schema(description = "Address of the page") String checkoutUrl,
      @Schema(description = "Stripe's id of it") String sessionId) {}

  /** An event that was taken. */
  @Schema(name = "StripeReceived", description = "The event was taken, now or before")
  public record Received(@Schema(description = "Always true") boolean received) {}
}
