package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.QuotaView;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.http.StrictJson;
import io.orchagent.platform.http.Warning;
import io.orchagent.platform.http.idempotency.KeptAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Calls by schedules for which somebody waits: triggered by hand, or by a webhook. */
@ApplicationScoped
public class ScheduledCalls {
  private final Calls calls;
  private final StrictJson json;
  private final RequestContext request;
  private final FiredRows rows;

  ScheduledCalls(Calls calls, StrictJson json, RequestContext request, FiredRows rows) {
    this.calls = calls;
    this.json = json;
    this.request = request;
    this.rows = rows;
  }

  /**
   * What was asked for.
   *
   * @param trigger manual or webhook
   * @param input the agent's, a JSON object
   * @param received what tells requests under one Idempotency-Key apart
   * @param respondAsync whether nobody waits for the end
   * @param quotaSeen what the request has seen of the quota
   * @param whenClaimed is written in the transaction of the start row
   */
  public record Asked(
      String trigger,
      byte[] input,
      byte[] received,
      Optional<String> key,
      boolean respondAsync,
      Optional<QuotaView.Quota> quotaSeen,
      Runnable whenClaimed) {}

  /**
   * What came of it.
   *
   * @param status queued, success, error or timeout
   * @param durationMs null while it is queued
   * @param output JSON as text; null unless it succeeded
   * @param error why it did not succeed
   * @param deduplicated whether it ran before, under the same key
   * @param quota after it; empty where it changed nothing
   */
  public record Told(
      UUID runId,
      String status,
      @Nullable Long durationMs,
      @Nullable String output,
      @Nullable String error,
      boolean deduplicated,
      Optional<QuotaView.Quota> quota) {}

  /** The input with what identifies the request among its repeats. */
  private record Body(JsonBody merged, JsonBody received) implements CallBody {
    @Override
    public CallInput read(Optional<String> uploadsFolder) {
      return merged.read(uploadsFolder);
    }

    @Override
    public String fingerprint() {
      return received.fingerprint();
    }
  }

  /**
   * Runs it to its end, queues it, or finds what it came to before.
   *
   * @throws ApiException when it was refused: then nothing has run
   */
  public Told call(ScheduledAgent agent, Asked asked) {
    Release release = agent.release();
    CallReply reply =
        calls.call(
            new CallRequest(
                request.id(),
                request.requestId(),
                agent.principal(),
                release.org(),
                release.name(),
                release.versionName(),
                release.defaultEndpoint(),
                new Body(body(asked.input()), body(asked.received())),
                CallHeaders.scheduled(asked.key(), asked.respondAsync()),
                asked.quotaSeen(),
                RunFollower.NOBODY,
                agent.origin(asked.trigger(), asked.whenClaimed())));
    CallHeaders.run(reply.runId(), reply.release(), request);
    return switch (reply) {
      case CallReply.Ran(CallAnswer answer) -> ran(answer);
      case CallReply.Queued queued -> {
        queued.warnings().forEach(request::warn);
        yield told(queued.runId(), "queued", null, null, null, false, queued.quota());
      }
      case CallReply.Repeated repeated -> repeated(repeated.runId(), repeated.kept());
    };
  }

  private JsonBody body(byte[] bytes) {
    return new JsonBody(json, "application/json", bytes);
  }

  private Told ran(CallAnswer answer) {
    EngineOutcome outcome = answer.outcome();
    List<Warning> warnings = outcome.warnings();
    warnings.forEach(request::warn);
    ApiException failure = outcome.failure();
    return told(
        answer.runId(),
        status(failure, outcome.end() == EngineOutcome.End.TIMED_OUT),
        answer.processing().toMillis(),
        outcome.output(),
        failure,
        false,
        answer.quota());
  }

  private Told repeated(UUID run, KeptAnswer kept) {
    kept.describe(request);
    if (kept.status() == 202) {
      return told(run, "queued", null, null, null, true, Optional.empty());
    }
    ApiException failure = kept.failure().orElse(null);
    return told(
        run,
        status(failure, kept.status() == 504),
        rows.duration(run).orElse(null),
        kept.data(),
        failure,
        true,
        Optional.empty());
  }

  private static String status(@Nullable ApiException failure, boolean late) {
    return failure == null ? "success" : late ? "timeout" : "error";
  }

  private static Told told(
      UUID run,
      String status,
      @Nullable Long millis,
      @Nullable String output,
      @Nullable ApiException failure,
      boolean repeated,
      Optional<QuotaView.Quota> quota) {
    String error = failure == null ? null : failure.publicMessage();
    return new Told(run, status, millis, output, error, repeated, quota);
  }
}
