package io.orchagent.usage.reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What authors read of the calls of their agents. */
public final class AuthorUsageApi {
  private static final String EARNINGS = "The author's share of what was paid, in cents";
  private static final String CALLERS =
      "How many workspaces called; null where the time is longer ago than runs are kept";

  private AuthorUsageApi() {}

  /** The calls of a period in one. */
  @Schema(name = "AuthorUsageSummary", description = "The calls of one's agents in one")
  @RegisterForReflection
  public record Summary(
      @Schema(description = "Calls that ended, one's own included") long totalCalls,
      @Schema(description = "Those that completed") long successfulCalls,
      @Schema(description = "Those that failed, timed out or were cancelled") long failedCalls,
      @Schema(description = CALLERS) @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable Long uniqueCallers,
      @Schema(description = EARNINGS) long earningsCents,
      @Schema(description = UsageApi.COST, examples = "1.25") String totalCostUsd,
      @Schema(description = "Tokens read by models") long inputTokens,
      @Schema(description = "Tokens written by models") long outputTokens,
      @Schema(description = "Calls asked for at this moment or later, UTC") Instant periodStart,
      @Schema(description = "And before this one, UTC") Instant periodEnd) {}

  /** The calls of an hour, a day or a week. */
  @Schema(name = "AuthorUsagePeriod", description = "The calls of an hour, a day or a week, UTC")
  @RegisterForReflection
  public record Period(
      @JsonUnwrapped UsageApi.Period usage,
      @Schema(description = CALLERS) @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable Long uniqueCallers,
      @Schema(description = EARNINGS) long earningsCents) {}

  /** Calls that have something in common. */
  @Schema(name = "AuthorUsageGroup", description = "Calls that have something in common")
  @RegisterForReflection
  public record Group(
      @JsonUnwrapped UsageApi.Group usage,
      @Schema(description = CALLERS) @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable Long uniqueCallers,
      @Schema(description = EARNINGS) long earningsCents) {}

  /** One call, without what is the caller's. */
  @Schema(name = "AuthorUsageCall", description = "One call, without what is the caller's")
  @RegisterForReflection
  public record Call(
      @Schema(description = "Id of the run") UUID runId,
      @Schema(
              description = "Who called: always the same name for the same workspace",
              examples = "caller_0f1e2d3c4b5a69788796a5b4")
          String caller,
      @Schema(description = "The agent", examples = "acme/scanner") String agent,
      @Schema(description = "Its version", examples = "v1") String version,
      @Schema(description = "The endpoint that was called", examples = "run") String endpoint,
      @Schema(description = "What started it: api, agent, cron, webhook, manual or replay")
          String trigger,
      @Schema(description = "completed, failed, timeout or cancelled") String status,
      @Schema(description = "Why it did not complete", examples = "SANDBOX_ERROR")
          @Nullable String errorCode,
      @Schema(description = "From its start to its end, in milliseconds") @Nullable Long durationMs,
      @Schema(description = "Cost of its LLM calls in US dollars; null when it is not known")
          @Nullable String costUsd,
      @Schema(description = EARNINGS) long earningsCents,
      @Schema(description = "Tokens read by models") @Nullable Long inputTokens,
      @Schema(description = "Tokens written by models") @Nullable Long outputTokens,
      @Schema(description = "When it was asked for, UTC") Instant createdAt) {
    static Call of(CallLogQueries.Call call, String caller) {
      return new Call(
          call.id(),
          caller,
          call.agent(),
          call.version(),
          call.endpoint(),
          call.trigger(),
          call.status(),
          call.errorCode(),
          call.durationMs(),
          call.costUsd(),
          call.earningsCents(),
          call.inputTokens(),
          call.outputTokens(),
          call.createdAt());
    }
  }
}
