package io.orchagent.calls.runs;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The answer about runs that called each other. */
public final class RunDagApi {
  private RunDagApi() {}

  /** All runs below one top-level run, and it. */
  @Schema(name = "RunDag", description = "The runs that a top-level run led to, and it")
  @RegisterForReflection
  public record View(
      @Schema(description = "The run at the top") UUID rootRunId,
      @Schema(description = "The runs, in the order in which they were asked for; at most 1,000")
          List<Node> nodes,
      @Schema(description = "Which of them called which") List<Edge> edges,
      @Schema(description = "How many runs there are, also those that are not listed")
          long totalRuns,
      @Schema(description = "True when there are more runs than are listed") boolean truncated) {}

  /** One run. */
  @Schema(name = "RunDagNode", description = "A run, what it used, and what all below it used")
  @RegisterForReflection
  public record Node(
      @Schema(description = "Id of the run") UUID runId,
      @Schema(description = "The run that called it") @Nullable UUID parentRunId,
      @Schema(description = "Id of the agent's version") UUID agentId,
      @Schema(description = "The agent", examples = "acme/scanner") String agent,
      @Schema(description = "Its version", examples = "v1") String version,
      @Schema(description = "The endpoint that was called", examples = "run") String endpoint,
      @Schema(description = "queued, running, completed, failed, timeout or cancelled")
          String status,
      @Schema(description = "Why it did not complete; null otherwise")
          RunApi.@Nullable Failure error,
      @Schema(description = "What it used itself") Use own,
      @Schema(description = "What it and all runs below it used, also those that are not listed")
          Subtree subtree,
      @Schema(description = "From its start to its end, in milliseconds") @Nullable Long durationMs,
      @Schema(description = "When it was asked for") Instant createdAt,
      @Schema(description = "When it started") @Nullable Instant startedAt,
      @Schema(description = "When it ended") @Nullable Instant completedAt) {}

  /** What one run used. */
  @Schema(name = "RunUse", description = "What a run used of language models, and its price")
  @RegisterForReflection
  public record Use(
      @Schema(description = "Tokens read") @Nullable Long inputTokens,
      @Schema(description = "Tokens written") @Nullable Long outputTokens,
      @Schema(
              description =
                  "Cost of its LLM calls in US dollars, as a decimal string; null when it made none,"
                      + " or their price is not known",
              type = SchemaType.STRING)
          @Nullable String costUsd,
      @Schema(description = "What the call cost, in cents") long priceCents) {}

  /** What several runs used together. */
  @Schema(name = "RunSubtree", description = "What a run and all runs below it used")
  @RegisterForReflection
  public record Subtree(
      @Schema(description = "How many runs, itself among them") long runs,
      @Schema(description = "Tokens read") long inputTokens,
      @Schema(description = "Tokens written") long outputTokens,
      @Schema(
              description = "Sum of the known costs in US dollars, as an exact decimal string",
              type = SchemaType.STRING)
          String costUsd,
      @Schema(
              description =
                  "False when a run among them used tokens whose price is not known: then the sum is"
                      + " less than the cost")
          boolean costComplete,
      @Schema(description = "Sum of the prices, in cents") long priceCents) {}

  /** One run called another. */
  @Schema(name = "RunDagEdge", description = "One run called another")
  @RegisterForReflection
  public record Edge(
      @Schema(description = "The run that called") UUID from,
      @Schema(description = "The run that was called") UUID to) {}
}
