package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.calls.engines.ProgressListener;
import io.orchagent.platform.http.EnvelopeFilter.Plain;
import io.orchagent.platform.http.EventStream;
import io.orchagent.platform.http.EventStreams;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.platform.security.RateLimitHeaders;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Calls whose answer is a stream. Until the run has started a refusal is an answer like any other;
 * from then on all there is to say is an event.
 */
@Singleton
class CallStreams {
  private final EventStreams streams;
  private final CallAnswers answers;
  private final CallsConfig config;

  CallStreams(EventStreams streams, CallAnswers answers, CallsConfig config) {
    this.streams = streams;
    this.answers = answers;
    this.config = config;
  }

  /**
   * Makes the call and answers it, on this thread.
   *
   * @param call the call itself, followed
   * @param answer what its reply is answered, or the failure that it was
   */
  RestResponse<Plain> answer(
      CallParameters sent,
      CallHeaders asked,
      Function<RunFollower, CallReply> call,
      Function<CallReply, RestResponse<Plain>> answer) {
    Streamed streamed = new Streamed(sent, asked);
    RestResponse<Plain> made;
    try {
      CallReply reply = call.apply(streamed);
      if (reply instanceof CallReply.Ran(CallAnswer ran)) {
        streamed.done(ran.outcome());
      }
      made = answer.apply(reply);
    } catch (RuntimeException e) {
      EventStream stream = streamed.stream;
      if (stream == null) {
        throw e;
      }
      stream.end("error", streams.failure(e), config.stream().unread());
      return RestResponse.ok();
    }
    EventStream stream = streamed.stream;
    if (stream == null) {
      return made;
    }
    stream.end("result", streams.success(made.getEntity()), config.stream().unread());
    return RestResponse.ok();
  }

  private final class Streamed implements RunFollower {
    private final CallParameters sent;
    private final CallHeaders asked;
    private @Nullable EventStream stream;
    private @Nullable RunEvents events;
    private boolean shown;

    Streamed(CallParameters sent, CallHeaders asked) {
      this.sent = sent;
      this.asked = asked;
    }

    @Override
    public void started(RunExecution.Admitted run) {
      Release release = run.run().release();
      shown = release.isOpenTo(run.run().workspaceId());
      answers.describe(run.run().id(), release, sent);
      Map<String, String> quota = new LinkedHashMap<>();
      run.started().quota().ifPresent(known -> quota.putAll(RateLimitHeaders.of(known)));
      Runnable whenGone = asked.cancelOnDisconnect() ? run.cancel()::cancel : () -> {};
      stream = streams.open(quota, config.stream().heartbeat(), whenGone);
    }

    @Override
    public ProgressListener listener(SecretMask mask) {
      EventStream to = stream;
      if (to == null) {
        return ProgressListener.NONE;
      }
      events = new RunEvents(mask, shown, event -> to.send("progress", event));
      return events;
    }

    private void done(EngineOutcome outcome) {
      if (events != null) {
        events.done(outcome);
      }
    }
  }
}
