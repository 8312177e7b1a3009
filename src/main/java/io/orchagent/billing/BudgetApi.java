package io.orchagent.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.orchagent.platform.http.PatchField;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of budgets. */
public final class BudgetApi {
  private static final String URL = "https or http address that alerts are sent to";
  private static final String ACTION =
      "What reaching the hard limit does: alert_only, block_new_runs or pause_service";

  private BudgetApi() {}

  /** A new budget. */
  @Schema(name = "BudgetCreate", description = "A budget; one limit at least")
  public record Create(
      @Schema(
              description = "Of what the spending counts",
              required = true,
              enumeration = {"workspace", "agent"})
          @Nullable String scopeType,
      @Schema(description = "Id of any version of the agent, all of which count; of agent only")
          @Nullable UUID scopeId,
      @Schema(
              description =
                  "From midnight UTC, from Monday (ISO week) or from the first of a month",
              required = true,
              enumeration = {"daily", "weekly", "monthly"})
          @Nullable String window,
      @Schema(description = "Dollars, as a decimal", implementation = String.class)
          @Nullable JsonNode softLimitUsd,
      @Schema(description = "Dollars, more than the soft limit", implementation = String.class)
          @Nullable JsonNode hardLimitUsd,
      @Schema(
              description = ACTION,
              enumeration = {"alert_only", "block_new_runs", "pause_service"},
              defaultValue = "alert_only")
          @Nullable String actionOnHardLimit,
      @Schema(description = URL) @Nullable String webhookUrl) {}

  /** Changes of a budget. */
  @Schema(name = "BudgetPatch", description = "What is absent stays as it is")
  public record Patch(
      @Schema(description = "Dollars; null: none", implementation = String.class)
          PatchField<JsonNode> softLimitUsd,
      @Schema(description = "Dollars; null: none", implementation = String.class)
          PatchField<JsonNode> hardLimitUsd,
      @Schema(description = ACTION, implementation = String.class)
          PatchField<String> actionOnHardLimit,
      @Schema(description = URL + "; null: nowhere", implementation = String.class)
          PatchField<String> webhookUrl) {}

  /** A budget. */
  @Schema(name = "Budget", description = "What may be spent in a window, and what was")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record View(
      @Schema(description = "Id of the budget") UUID id,
      @Schema(description = "Id of its workspace") UUID workspaceId,
      @Schema(description = "workspace or agent", examples = "workspace") String scopeType,
      @Schema(description = "The version that was named; null of a workspace")
          @Nullable UUID scopeId,
      @Schema(description = "The agent, org/name; null of a workspace") @Nullable String agent,
      @Schema(description = "daily, weekly or monthly", examples = "monthly") String window,
      @Schema(description = "Dollars; null: none", examples = "20.00")
          @Nullable String softLimitUsd,
      @Schema(description = "Dollars; null: none", examples = "25.00")
          @Nullable String hardLimitUsd,
      @Schema(description = ACTION, examples = "alert_only") String actionOnHardLimit,
      @Schema(description = "Where alerts go; null: nowhere") @Nullable String webhookUrl,
      @Schema(description = "Spent in this window by runs that are over", examples = "12.35")
          String currentSpendUsd,
      @Schema(description = "Per cent of the soft limit, to a tenth") @Nullable BigDecimal softPct,
      @Schema(description = "Per cent of the hard limit, to a tenth") @Nullable BigDecimal hardPct,
      @Schema(description = "Whether the hard limit, or the only one, is reached") boolean breached,
      @Schema(description = "Dollars a day since the window began", examples = "1.20")
          String burnRateUsdPerDay,
      @Schema(
              description =
                  "When that limit is reached if it goes on like this; null when it is reached, or"
                      + " not in this window")
          @Nullable Instant projectedBreachAt,
      @Schema(description = "What webhooks are signed with; shown once, when the budget is made")
          @Nullable String alertSigningSecret,
      @Schema(description = "When it was made, UTC") Instant createdAt,
      @Schema(description = "When it was changed, UTC") Instant updatedAt) {
    static View of(Budget budget, @Nullable String secret) {
      return new View(
          budget.id(),
          budget.workspaceId(),
          budget.scopeType(),
          budget.scopeId(),
          budget.agent(),
          budget.window(),
          text(budget.softLimit()),
          text(budget.hardLimit()),
          budget.action(),
          budget.webhookUrl(),
          Dollars.text(budget.spend()),
          budget.percentOf(budget.softLimit()),
          budget.percentOf(budget.hardLimit()),
          budget.breached(),
          Dollars.text(budget.burnRate()),
          budget.projectedBreach().orElse(null),
          secret,
          budget.createdAt(),
          budget.updatedAt());
    }

    private static @Nullable String text(@Nullable BigDecimal amount) {
      return amount == null ? null : Dollars.text(amount);
    }
  }

  /** An alert. */
  @Schema(name = "BudgetAlert", description = "A threshold of a budget was reached")
  public record Alert(
      @Schema(description = "Id of the alert") UUID id,
      @Schema(description = "Id of the budget") UUID policyId,
      @Schema(description = "Which limit: soft or hard", examples = "soft") String thresholdKind,
      @Schema(description = "50, 80 or 100 per cent of it", examples = "80") int thresholdPct,
      @Schema(description = "info, warning or critical", examples = "warning") String severity,
      @Schema(description = "In words") String message,
      @Schema(description = "Dollars at that moment", examples = "16.20") String currentSpendUsd,
      @Schema(description = "The limit, dollars", examples = "20.00") String limitUsd,
      @Schema(description = "Dollars a day at that moment") String burnRateUsdPerDay,
      @Schema(description = "When the window began, UTC") Instant windowStart,
      @Schema(description = "When, UTC") Instant createdAt,
      @Schema(description = "When the webhook took it, UTC; null: not, or there is none")
          @Nullable Instant deliveredAt) {}
}
