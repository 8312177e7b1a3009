package io.orchagent.calls.engines;

import io.orchagent.llm.ChatAnswer;
import io.orchagent.llm.ChatMessage;
import io.orchagent.llm.ChatRequest;
import io.orchagent.llm.ChatTool;
import io.orchagent.llm.LlmException;
import io.orchagent.llm.LlmException.Kind;
import io.orchagent.llm.LlmUsage;
import io.orchagent.llm.Llms;
import io.orchagent.llm.RetryListener;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.Warning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calls of models that one run makes: whom it asks, and what that came to. */
final class ModelCalls {
  private static final Duration ANY = Duration.ofDays(1);

  private final Llms llms;
  private final EngineTask task;
  private final ModelTask models;
  private final ModelTrace trace;
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final List<Warning> warnings = new ArrayList<>();
  private int current;
  private @Nullable LlmUsage usage;
  private boolean untold;

  ModelCalls(Llms llms, EngineTask task, ModelTask models) {
    this.llms = llms;
    this.task = task;
    this.models = models;
    this.trace = new ModelTrace(task.trace(), models.loop() != null);
    task.cancel().onCancel(() -> stop.complete(null));
  }

  /** Asks for free text, of which who follows the run is told as it comes. */
  ChatAnswer ask(List<ChatMessage> messages) throws LlmException, InterruptedException {
    return ask(null, messages, List.of());
  }

  /** The same with tools. */
  ChatAnswer ask(@Nullable String system, List<ChatMessage> messages, List<ChatTool> tools)
      throws LlmException, InterruptedException {
    ProgressListener progress = task.progress();
    Consumer<String> deltas =
        progress == ProgressListener.NONE ? null : text -> progress.told(new Progress.Text(text));
    return asked(new Question(system, messages, tools, null, deltas));
  }

  /** Asks for what has to fit a schema: nobody is told of it before it does. */
  ChatAnswer askQuietly(List<ChatMessage> messages, @Nullable String outputSchema)
      throws LlmException, InterruptedException {
    return asked(new Question(null, messages, List.of(), outputSchema, null));
  }

  private record Question(
      @Nullable String system,
      List<ChatMessage> messages,
      List<ChatTool> tools,
      @Nullable String outputSchema,
      @Nullable Consumer<String> deltas) {}

  /**
   * Asks the provider that answered last, and the next ones where it is out of order. An answer
   * that had begun is not asked for again, here or there: it may have to be paid for, and part of
   * it may have been shown.
   */
  private ChatAnswer asked(Question question) throws LlmException, InterruptedException {
    while (true) {
      ModelTask.Candidate asked = candidate();
      ModelTrace.Attempts attempts = trace.attempts(asked);
      ChatRequest request = request(question, attempts);
      attempts.asked(request);
      try {
        ChatAnswer answer = llms.chat(request);
        attempts.answered(answer);
        return counted(answer);
      } catch (LlmException e) {
        attempts.failed(e);
        if (e.hasAnswered()) {
          untold();
        }
        boolean passing = e.kind() == Kind.DOWN || e.kind() == Kind.RATE_LIMITED;
        if (!passing || !hasNext()) {
          throw e;
        }
        current++;
        trace.fellBack(asked, candidate());
        warnings.add(
            new Warning(
                "LLM_FALLBACK",
                null,
                e.publicMessage() + " " + candidate().label() + " was asked instead."));
      }
    }
  }

  /** What it said, at once, for who follows the run. */
  void tell(ChatAnswer answer) {
    task.progress().told(new Progress.Text(answer.text()));
  }

  /** An answer does not fit: what becomes of that, and what is said nowhere else of it. */
  void decided(String decision, ChatAnswer answer, List<FieldError> problems) {
    task.trace()
        .add(
            TraceEvent.Type.DECISION,
            said ->
                said.word("decision", decision)
                    .text("problems", LoopSubmission.listed(problems))
                    .text("text", answer.text()));
  }

  ModelTask.Candidate candidate() {
    return models.candidates().get(current);
  }

  private boolean hasNext() {
    return current + 1 < models.candidates().size();
  }

  private ChatRequest request(Question question, RetryListener retries) {
    ModelTask.Candidate candidate = candidate();
    return new ChatRequest(
        candidate.provider(),
        candidate.model(),
        candidate.key(),
        question.system(),
        question.messages(),
        question.tools(),
        question.outputSchema(),
        task.deadline(),
        hasNext() ? llms.patience() : ANY,
        stop,
        question.deltas(),
        retries);
  }

  private ChatAnswer counted(ChatAnswer answer) {
    LlmUsage more = answer.usage();
    if (more == null) {
      untold();
    } else {
      usage = usage == null ? more : usage.plus(more);
      if (more.cost() == null) {
        warn(
            "PRICE_UNKNOWN",
            "No price is configured for " + candidate().label() + ": the cost is not known.");
      }
    }
    switch (answer.finish()) {
      case COMPLETE -> {}
      case LENGTH ->
          warn("OUTPUT_TRUNCATED", candidate().label() + " was cut at its longest answer.");
      case REFUSED -> warn("LLM_REFUSED", candidate().label() + " refused to answer.");
    }
    return answer;
  }

  private void untold() {
    untold = true;
    warn("USAGE_UNKNOWN", candidate().label() + " did not say how many tokens it used.");
  }

  private void warn(String code, String message) {
    Warning warning = new Warning(code, null, message);
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  List<Warning> warnings() {
    return List.copyOf(warnings);
  }

  /** The sum over all answers; where one of them does not tell, nobody knows it. */
  ModelUse use() {
    return new ModelUse(candidate().provider(), candidate().model(), untold ? null : usage);
  }
}
