package io.orchagent.calls;

import com.fasterxml.jackson.databind.util.RawValue;
import io.orchagent.agents.Release;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.EnvelopeFilter.Plain;
import io.orchagent.platform.http.PublicUrl;
import io.orchagent.platform.http.QuotaView;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.http.idempotency.KeptAnswer;
import io.orchagent.platform.security.CurrentCaller;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** What a call is answered: headers, metadata, and the agent's output or its failure. */
@Singleton
class CallAnswers {
  private final RequestContext request;
  private final CurrentCaller caller;
  private final PublicUrl address;
  private final RunRows rows;

  CallAnswers(RequestContext request, CurrentCaller caller, PublicUrl address, RunRows rows) {
    this.request = request;
    this.caller = caller;
    this.address = address;
    this.rows = rows;
  }

  /**
   * The answer.
   *
   * @param withStreams whether it shows what the agent wrote
   * @throws ApiException the run's failure, as the answer to the call
   */
  RestResponse<Plain> of(CallReply reply, CallParameters sent, boolean withStreams) {
    describe(reply.runId(), reply.release(), sent);
    return switch (reply) {
      case CallReply.Ran(CallAnswer answer) -> ran(answer, withStreams);
      case CallReply.Queued queued -> {
        queued.quota().ifPresent(this::quota);
        queued.warnings().forEach(request::warn);
        yield accepted(CallQueue.data(queued.runId()));
      }
      case CallReply.Repeated repeated -> repeated(repeated, withStreams);
    };
  }

  /** What is known of the run as soon as it has started. */
  void describe(UUID run, Release release, CallParameters sent) {
    CallHeaders.run(run, release, request);
    CallHeaders.deprecation(release, sent.successor(address.value()), request);
  }

  private RestResponse<Plain> ran(CallAnswer answer, boolean withStreams) {
    request.metadata("processing_time_ms", answer.processing().toMillis());
    request.metadata("execution_time_ms", answer.outcome().execution().toMillis());
    RunUsage.of(answer.outcome()).ifPresent(usage -> request.metadata(RunUsage.FIELD, usage));
    answer.quota().ifPresent(this::quota);
    if (withStreams) {
      streams(answer.outcome().stdout(), answer.outcome().stderr());
    }
    ApiException failure = answer.outcome().failure();
    if (failure != null) {
      throw failure;
    }
    answer.outcome().warnings().forEach(request::warn);
    return RestResponse.ok(plain(String.valueOf(answer.outcome().output())));
  }

  private RestResponse<Plain> repeated(CallReply.Repeated repeated, boolean withStreams) {
    KeptAnswer kept = repeated.kept();
    request.metadata("processing_time_ms", repeated.processing().toMillis());
    kept.describe(request);
    if (withStreams) {
      rows.streams(repeated.runId()).ifPresent(s -> streams(s.stdout(), s.stderr()));
    }
    kept.failure()
        .ifPresent(
            failure -> {
              throw failure;
            });
    String data = String.valueOf(kept.data());
    return kept.status() == 202 ? accepted(data) : RestResponse.ok(plain(data));
  }

  private RestResponse<Plain> accepted(String data) {
    request.header("Preference-Applied", "respond-async");
    return RestResponse.status(RestResponse.Status.ACCEPTED, plain(data));
  }

  private void streams(String stdout, String stderr) {
    request.metadata("stdout", stdout);
    request.metadata("stderr", stderr);
  }

  private void quota(QuotaView.Quota quota) {
    caller.quota(quota);
  }

  private static Plain plain(String json) {
    return new Plain(new RawValue(json));
  }
}
