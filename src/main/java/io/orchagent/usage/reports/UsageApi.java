package io.orchagent.usage.reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What callers read of their usage. */
public final class UsageApi {
  static final String COST =
      "Cost of LLM calls in US dollars, as a decimal string; calls whose cost is not known add none";

  private UsageApi() {}

  /** The calls of a period in one. */
  @Schema(name = "UsageSummary", description = "The calls of a period in one")
  @RegisterForReflection
  public record Summary(
      @Schema(description = "Calls that ended, those of agents by agents included") long totalCalls,
      @Schema(description = "Those that completed") long successfulCalls,
      @Schema(description = "Those that failed, timed out or were cancelled") long failedCalls,
      @Schema(description = "What the daily quota has counted since midnight UTC") long callsToday,
      @Schema(description = "What is left of it today; null when the plan has no limit")
          @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable Long callsRemaining,
      @Schema(description = "Calls a day; null when the plan has no limit")
          @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable Long limit,
      @Schema(description = "The workspace's plan", examples = "free") String plan,
      @Schema(description = COST, examples = "1.25") String totalCostUsd,
      @Schema(description = "Tokens read by models") long inputTokens,
      @Schema(description = "Tokens written by models") long outputTokens,
      @Schema(description = "Calls asked for at this moment or later, UTC") Instant periodStart,
      @Schema(description = "And before this one, UTC") Instant periodEnd) {}

  /** The calls of an hour, a day or a week. */
  @Schema(name = "UsagePeriod", description = "The calls of an hour, a day or a week, UTC")
  @RegisterForReflection
  public record Period(
      @Schema(description = "When it begins, UTC; weeks on Mondays") Instant periodStart,
      @Schema(description = "Calls that ended") long calls,
      @Schema(description = "Those of them that did not complete") long failed,
      @Schema(description = "Mean duration in milliseconds; null without calls")
          @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable Long avgDurationMs,
      @Schema(description = "95th percentile of durations in milliseconds, within 5 %")
          @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable Long p95DurationMs,
      @Schema(description = COST, examples = "1.25") String costUsd,
      @Schema(description = "Tokens read by models") long inputTokens,
      @Schema(description = "Tokens written by models") long outputTokens) {
    static Period of(Instant start, Sums sums) {
      return new Period(
          start,
          sums.calls(),
          sums.failed(),
          sums.average(),
          DurationBuckets.millis(sums.p95()),
          sums.dollars(),
          sums.inputTokens(),
          sums.outputTokens());
    }
  }

  /** Calls that have something in common: what, the field says that is there. */
  @Schema(name = "UsageGroup", description = "Calls that have something in common")
  @RegisterForReflection
  public record Group(
      @Schema(description = "Id of the version; by agent, of the newest one that was called")
          @Nullable UUID agentId,
      @Schema(description = "The agent", examples = "acme/scanner") @Nullable String agent,
      @Schema(description = "Its version", examples = "v1") @Nullable String version,
      @Schema(description = "The provider of the model") @Nullable String provider,
      @Schema(description = "The model") @Nullable String model,
      @Schema(description = "What started the calls") @Nullable String trigger,
      @Schema(description = "How they ended") @Nullable String status,
      @Schema(description = "Calls that ended") long calls,
      @Schema(description = "Those of them that did not complete") long failed,
      @Schema(description = "The part that completed, 0 to 1") BigDecimal successRate,
      @Schema(description = "Mean duration in milliseconds") @Nullable Long avgDurationMs,
      @Schema(description = "Median of durations in milliseconds, within 5 %")
          @Nullable Long p50DurationMs,
      @Schema(description = "95th percentile of durations in milliseconds, within 5 %")
          @Nullable Long p95DurationMs,
      @Schema(description = COST, examples = "1.25") String costUsd,
      @Schema(description = "Tokens read by models") long inputTokens,
      @Schema(description = "Tokens written by models") long outputTokens) {
    static Group of(Grouping by, Sums sums) {
      boolean model = by == Grouping.MODEL;
      return new Group(
          agentId(by, sums),
          by == Grouping.AGENT || by == Grouping.VERSION ? sums.one() : null,
          by == Grouping.VERSION ? sums.two() : null,
          model || by == Grouping.PROVIDER ? sums.one() : null,
          model ? sums.two() : null,
          by == Grouping.TRIGGER ? sums.one() : null,
          by == Grouping.STATUS ? sums.one() : null,
          sums.calls(),
          sums.failed(),
          sums.successRate(),
          sums.average(),
          DurationBuckets.millis(sums.p50()),
          DurationBuckets.millis(sums.p95()),
          sums.dollars(),
          sums.inputTokens(),
          sums.outputTokens());
    }

    private static @Nullable UUID agentId(Grouping by, Sums sums) {
      String id = by == Grouping.VERSION ? sums.three() : sums.agentId();
      return id == null ? null : UUID.fromString(id);
    }
  }

  /** The calls of one tenant. */
  @Schema(name = "UsageTenant", description = "The calls with one X-Orchagent-Tenant")
  @RegisterForReflection
  public record Tenant(
      @Schema(description = "The header's value; null of calls without it")
          @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable String tenantId,
      @Schema(description = "Calls that ended") long calls,
      @Schema(description = "Those of them that did not complete") long failed,
      @Schema(description = COST, examples = "1.25") String costUsd,
      @Schema(description = "Tokens read by models") long inputTokens,
      @Schema(description = "Tokens written by models") long outputTokens) {
    static Tenant of(Sums sums) {
      return new Tenant(
          sums.one(),
          sums.calls(),
          sums.failed(),
          sums.dollars(),
          sums.inputTokens(),
          sums.outputTokens());
    }
  }

  /** One call. */
  @Schema(name = "UsageCall", description = "One call")
  @RegisterForReflection
  public record Call(
      @Schema(description = "Id of the run") UUID runId,
      @Schema(description = "Id of the request that started it") String requestId,
      @Schema(description = "The agent", examples = "acme/scanner") String agent,
      @Schema(description = "Its version", examples = "v1") String version,
      @Schema(description = "The endpoint that was called", examples = "run") String endpoint,
      @Schema(description = "The call's X-Orchagent-Tenant") @Nullable String tenantId,
      @Schema(description = "What started it: api, agent, cron, webhook, manual or replay")
          String trigger,
      @Schema(description = "completed, failed, timeout or cancelled") String status,
      @Schema(description = "Why it did not complete", examples = "SANDBOX_ERROR")
          @Nullable String errorCode,
      @Schema(description = "From its start to its end, in milliseconds") @Nullable Long durationMs,
      @Schema(description = "Cost of its LLM calls in US dollars; null when it is not known")
          @Nullable String costUsd,
      @Schema(description = "Tokens read by models") @Nullable Long inputTokens,
      @Schema(description = "Tokens written by models") @Nullable Long outputTokens,
      @Schema(description = "When it was asked for, UTC") Instant createdAt) {
    static Call of(CallLogQueries.Call call) {
      return new Call(
          call.id(),
          call.requestId(),
          call.agent(),
          call.version(),
          call.endpoint(),
          call.tenantId(),
          call.trigger(),
          call.status(),
          call.errorCode(),
          call.durationMs(),
          call.costUsd(),
          call.inputTokens(),
          call.outputTokens(),
          call.createdAt());
    }
  }

  /** Time in the sandbox. */
  @Schema(name = "ComputeUsageStats", description = "Time that agents' code ran in the sandbox")
  @RegisterForReflection
  public record Compute(
      @Schema(description = "Calls whose code ran") long totalExecutions,
      @Schema(description = "Calls left today; null when the plan has no limit")
          @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable Long executionsRemaining,
      @Schema(description = "For how long it ran, in seconds") BigDecimal totalComputeSeconds,
      @Schema(description = "Calls asked for at this moment or later, UTC") Instant periodStart,
      @Schema(description = "And before this one, UTC") Instant periodEnd,
      @Schema(description = "The same by agent, the most time first") List<AgentCompute> byAgent) {}

  /** Time of one agent in the sandbox. */
  @Schema(name = "AgentComputeUsage", description = "Time that one agent's code ran")
  @RegisterForReflection
  public record AgentCompute(
      @Schema(description = "Id of the newest version that was called") @Nullable UUID agentId,
      @Schema(description = "The agent", examples = "acme/scanner") String agentName,
      @Schema(description = "Calls whose code ran") long executions,
      @Schema(description = "For how long it ran, in seconds") BigDecimal computeSeconds) {}
}
