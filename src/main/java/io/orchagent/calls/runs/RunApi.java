package io.orchagent.calls.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The answers about runs. */
public final class RunApi {
  private RunApi() {}

  /** Why a run did not complete. */
  @Schema(name = "RunError", description = "Why a run did not complete")
  @RegisterForReflection
  public record Failure(
      @Schema(description = "Error code, as in the answer to the call", examples = "SANDBOX_ERROR")
          String code,
      @Schema(description = "What happened") @Nullable String message) {}

  /** The one record of a call. */
  @Schema(name = "Run", description = "The one record of a call")
  @RegisterForReflection
  public record View(
      @Schema(description = "Id of the run") UUID id,
      @Schema(description = "Id of the request that started it") String requestId,
      @Schema(description = "Id of the agent's version") UUID agentId,
      @Schema(description = "The agent", examples = "acme/scanner") String agent,
      @Schema(description = "Its version", examples = "v1") String version,
      @Schema(description = "The endpoint that was called", examples = "run") String endpoint,
      @Schema(description = "What started it: api, agent, cron, webhook, manual or replay")
          String trigger,
      @Schema(description = "queued, running, completed, failed, timeout or cancelled")
          String status,
      @Schema(description = "Why it did not complete; null otherwise") @Nullable Failure error,
      @Schema(description = "To whom the caller attributed it") @Nullable String tenantId,
      @Schema(description = "The run that called it") @Nullable UUID parentRunId,
      @Schema(description = "The run at the top of the chain") UUID rootRunId,
      @Schema(description = "The schedule that started it") @Nullable UUID scheduleId,
      @Schema(description = "The run whose input it repeats") @Nullable UUID replayOf,
      @Schema(description = "Tokens read") @Nullable Long inputTokens,
      @Schema(description = "Tokens written") @Nullable Long outputTokens,
      @Schema(
              description = "Cost of its LLM calls in US dollars, as a decimal string",
              type = SchemaType.STRING)
          @Nullable String costUsd,
      @Schema(description = "What the call cost, in cents") long priceCents,
      @Schema(description = "From its start to its end, in milliseconds") @Nullable Long durationMs,
      @Schema(description = "Exit code of the agent's program") @Nullable Integer exitCode,
      @Schema(description = "When it was asked for") Instant createdAt,
      @Schema(description = "When it started") @Nullable Instant startedAt,
      @Schema(description = "When it ended") @Nullable Instant completedAt) {}

  /** A run with what went in and what came out, as long as that is kept. */
  @Schema(name = "RunDetail", description = "A run with its input and output")
  @RegisterForReflection
  public record Detail(
      @com.fasterxml.jackson.annotation.JsonUnwrapped View run,
      @Schema(
              description = "The agent's input; null when it is no longer kept",
              implementation = Object.class)
          @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable Object inputData,
      @Schema(
              description = "The agent's answer; null when there is none",
              implementation = Object.class)
          @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable Object outputData) {}

  /** Why a run is run again. */
  @Schema(name = "RunReplay", description = "Why a run is run again")
  @RegisterForReflection
  public record Replay(
      @Schema(description = "For the audit log, at most 300 characters")
          @Size(max = 300, message = "must be at most 300 characters")
          @Pattern(regexp = "\\P{Cntrl}*", message = "must not have control characters")
          @Nullable String reason) {}

  /** What a run wrote. */
  @Schema(name = "RunLogs", description = "The end of what a run wrote")
  @RegisterForReflection
  public record Logs(
      @Schema(description = "End of standard output, at most 10 KiB") String stdout,
      @Schema(description = "End of standard error, at most 10 KiB") String stderr,
      @Schema(description = "Exit code of the agent's program") @Nullable Integer exitCode) {}

  /** A run as the workspace of the agent sees it. */
  @Schema(name = "ExecutionLog", description = "A run as the workspace of the agent sees it")
  @RegisterForReflection
  public record ExecutionLog(
      @Schema(description = "Id of the run") UUID id,
      @Schema(description = "Id of the request that started it") String requestId,
      @Schema(description = "Id of the agent's version") UUID agentId,
      @Schema(description = "When it started") @Nullable Instant startedAt,
      @Schema(description = "When it ended") @Nullable Instant completedAt,
      @Schema(description = "How long it took, in milliseconds") @Nullable Long durationMs,
      @Schema(description = "success, error or timeout") String status,
      @Schema(description = "Exit code of the agent's program") @Nullable Integer exitCode,
      @Schema(description = "End of standard output; null for calls from other workspaces")
          @Nullable String stdout,
      @Schema(description = "End of standard error; null for calls from other workspaces")
          @Nullable String stderr) {}
}
