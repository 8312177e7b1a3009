package io.orchagent.calls.engines;

import io.orchagent.calls.engines.ModelTask.Candidate;
import io.orchagent.llm.ChatAnswer;
import io.orchagent.llm.ChatMessage;
import io.orchagent.llm.ChatRequest;
import io.orchagent.llm.LlmException;
import io.orchagent.llm.RetryListener;
import io.orchagent.llm.ToolCall;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The events of one run's calls of models. What a model says that becomes the output of the run is
 * not said again here: only in a loop the texts are kept.
 */
record ModelTrace(RunTrace trace, boolean loop) {

  /** What follows is about one question to one model. */
  Attempts attempts(Candidate asked) {
    return new Attempts(asked);
  }

  /** The events of one question, which may be sent more than once. */
  final class Attempts implements RetryListener {
    private final Candidate asked;
    private int attempt = 1;
    private long began = System.nanoTime();

    private Attempts(Candidate asked) {
      this.asked = asked;
    }

    void asked(ChatRequest request) {
      started(
          said ->
              said.number("messages", request.messages().size())
                  .number("characters", characters(request))
                  .number("tools", request.tools().size()));
    }

    @Override
    public void again(int number) {
      attempt = number;
      started(said -> said.number("attempt", number));
    }

    private void started(Consumer<TracePayload> payload) {
      add(TraceEvent.Type.LLM_CALL_STARTED, asked, payload);
      if (loop) {
        trace.flush();
      }
      began = System.nanoTime();
    }

    void answered(ChatAnswer answer) {
      trace.add(
          TraceEvent.Type.LLM_CALL_SUCCEEDED,
          asked.provider(),
          asked.model(),
          answer.usage(),
          RunTrace.millisSince(began),
          said -> {
            said.word("finish", answer.finish().name().toLowerCase(Locale.ROOT))
                .number("characters", answer.text().length());
            if (!answer.calls().isEmpty()) {
              said.names("tools", answer.calls().stream().map(ToolCall::name).toList());
            }
            if (loop) {
              said.text("text", answer.text());
            }
          });
    }

    /** For good: the last attempt. */
    void failed(LlmException failure) {
      failed(failure, said -> {});
    }

    @Override
    public void failed(LlmException failure, int number, Duration pause) {
      failed(failure, said -> said.number("retry_in_ms", pause.toMillis()));
      if (loop) {
        trace.flush();
      }
    }

    private void failed(LlmException failure, Consumer<TracePayload> more) {
      trace.add(
          TraceEvent.Type.LLM_CALL_FAILED,
          asked.provider(),
          asked.model(),
          null,
          RunTrace.millisSince(began),
          said -> {
            said.word("kind", failure.kind().name().toLowerCase(Locale.ROOT));
            if (attempt > 1) {
              said.number("attempt", attempt);
            }
            if (failure.status() != 0) {
              said.number("status", failure.status());
            }
            more.accept(said);
            said.text("message", failure.publicMessage());
          });
    }
  }

  private static long characters(ChatRequest request) {
    long sum = request.system() == null ? 0 : request.system().length();
    for (ChatMessage message : request.messages()) {
      sum += message.text().length();
      sum += message.calls().stream().mapToLong(call -> call.arguments().length()).sum();
      sum += message.results().stream().mapToLong(result -> result.text().length()).sum();
    }
    return sum;
  }

  void fellBack(Candidate from, Candidate to) {
    add(
        TraceEvent.Type.FALLBACK_TRANSITION,
        to,
        said -> said.name("from", from.label()).name("to", to.label()));
  }

  private void add(TraceEvent.Type type, Candidate about, Consumer<TracePayload> payload) {
    trace.add(type, about.provider(), about.model(), null, null, payload);
  }
}
