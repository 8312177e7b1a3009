package io.orchagent.calls;

import io.orchagent.calls.engines.AgentText;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.calls.engines.ModelUse;
import io.orchagent.calls.engines.TraceEvent;
import io.orchagent.platform.errors.ApiException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes known of a run when it ends.
 *
 * @param model what it used of language models; null when it called none
 * @param countsQuota false when it turned out that nothing could run
 * @param trace events that are not stored yet
 */
record RunEnd(
    String status,
    @Nullable String errorCode,
    @Nullable String errorMessage,
    @Nullable String output,
    String stdout,
    String stderr,
    @Nullable Integer exitCode,
    long executionMillis,
    @Nullable ModelUse model,
    Instant completedAt,
    boolean countsQuota,
    List<TraceEvent> trace) {
  private static final int MESSAGE_LENGTH = 2_000;
  private static final int LOG_BYTES = 10 * 1024;

  static RunEnd of(
      EngineOutcome outcome, Instant completedAt, boolean countsQuota, List<TraceEvent> trace) {
    ApiException failure = outcome.failure();
    return new RunEnd(
        outcome.end().wire(),
        failure == null ? null : failure.code(),
        failure == null ? null : AgentText.clean(failure.publicMessage(), MESSAGE_LENGTH),
        outcome.output(),
        AgentText.tail(outcome.stdout(), LOG_BYTES),
        AgentText.tail(outcome.stderr(), LOG_BYTES),
        outcome.exitCode(),
        outcome.execution().toMillis(),
        outcome.model(),
        // What PostgreSQL keeps, so that a repeated write is seen to be the same
        completedAt.truncatedTo(ChronoUnit.MICROS),
        countsQuota,
        trace);
  }
}
