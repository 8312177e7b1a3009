package io.orchagent.calls.engines;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orchagent.agents.schemas.SchemaCheck;
import io.orchagent.calls.engines.AgentOutput.Form;
import io.orchagent.calls.engines.EngineOutcome.End;
import io.orchagent.llm.ChatAnswer;
import io.orchagent.llm.ChatMessage;
import io.orchagent.llm.LlmException;
import io.orchagent.llm.Llms;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.FieldError;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call of a language model: a prompt in, JSON or text out. */
@Singleton
public class DirectLlm implements Engine {
  public static final String NAME = "direct_llm";

  private static final int LONGEST_ANSWER = 10 * 1024 * 1024;
  private static final String FENCE = "```";

  private final Llms llms;
  private final SchemaCheck schemas;

  DirectLlm(Llms llms, SchemaCheck schemas) {
    this.llms = llms;
    this.schemas = schemas;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean asksOnly() {
    return true;
  }

  @Override
  public EngineOutcome run(EngineTask task) {
    ModelTask models = Objects.requireNonNull(task.models(), "a task of this engine has models");
    ModelCalls calls = new ModelCalls(llms, task, models);
    long began = System.nanoTime();
    try {
      return models.form() == null
          ? free(calls, models.prompt(), began)
          : shaped(calls, models.prompt(), models.form(), began);
    } catch (LlmException e) {
      return failed(calls, ModelFailures.end(e), ModelFailures.reason(e, calls.candidate()), began);
    } catch (InterruptedException e) {
      // With what was answered before
      return failed(calls, End.CANCELLED, SandboxErrors.cancelled(), began);
    } catch (ApiException e) {
      // What was answered is paid for, though nobody could compare it
      return failed(calls, End.FAILED, e, began);
    }
  }

  private static EngineOutcome free(ModelCalls calls, String prompt, long began)
      throws LlmException, InterruptedException {
    ChatAnswer answer = calls.ask(List.of(ChatMessage.user(prompt)));
    if (answer.text().length() > LONGEST_ANSWER) {
      return failed(calls, End.FAILED, ModelFailures.tooLong(calls.candidate()), began);
    }
    AgentOutput output = AgentOutput.of(answer.text());
    return completed(
        calls, output.form() == Form.JSON ? output.text() : wrapped(answer.text()), began);
  }

  private EngineOutcome shaped(ModelCalls calls, String prompt, ModelTask.Form form, long began)
      throws LlmException, InterruptedException {
    Shape shape = Shape.of(form.schema());
    ChatMessage question = ChatMessage.user(prompt + shape.instruction());
    ChatAnswer first = calls.askQuietly(List.of(question), shape.asked());
    List<FieldError> problems = problems(form, first);
    ChatAnswer last = first;
    if (!problems.isEmpty()) {
      calls.decided("repair", first, problems);
      last =
          calls.askQuietly(
              List.of(question, said(first), repair(form.schema(), problems)), shape.asked());
      problems = problems(form, last);
      if (!problems.isEmpty()) {
        calls.decided("give_up", last, problems);
      }
    }
    calls.tell(last);
    return problems.isEmpty()
        ? completed(calls, AgentOutput.of(unfenced(last.text())).text(), began)
        : failed(calls, End.FAILED, ModelFailures.unfit(problems), began);
  }

  /**
   * How a schema is asked for: in the provider's own way, which takes objects only, or in words.
   */
  private record Shape(@Nullable String asked, String instruction) {
    static Shape of(String schema) {
      boolean object = AgentOutput.of(schema).tree().path("type").asText().equals("object");
      return object
          ? new Shape(schema, "")
          : new Shape(
              null, "\n\nAnswer with nothing but JSON that fits this JSON Schema:\n" + schema);
    }
  }

  private List<FieldError> problems(ModelTask.Form form, ChatAnswer answer) {
    if (answer.text().length() > LONGEST_ANSWER) {
      return List.of(new FieldError("", "is more than 10 MiB"));
    }
    AgentOutput output = AgentOutput.of(unfenced(answer.text()));
    return switch (output.form()) {
      case JSON -> schemas.validate(form.owner(), form.schema(), output.tree());
      case TOO_DEEP -> List.of(new FieldError("", "is nested too deeply"));
      case OTHER -> List.of(new FieldError("", "is not one JSON document"));
    };
  }

  /** Some models can't be kept from writing JSON as a block of Markdown. */
  private static String unfenced(String text) {
    String block = text.strip();
    int firstLine = block.indexOf('\n');
    return block.startsWith(FENCE) && block.endsWith(FENCE) && firstLine > 0
        ? block.substring(firstLine, Math.max(firstLine, block.length() - FENCE.length()))
        : text;
  }

  /** No provider takes an empty message. */
  private static ChatMessage said(ChatAnswer answer) {
    return ChatMessage.assistant(answer.text().isBlank() ? "(nothing)" : answer.text());
  }

  private static ChatMessage repair(String schema, List<FieldError> problems) {
    StringBuilder text = new StringBuilder("That answer does not fit the schema:\n");
    for (FieldError problem : problems) {
      text.append("- ")
          .append(problem.field().isEmpty() ? "the answer" : problem.field())
          .append(": ")
          .append(problem.message())
          .append('\n');
    }
    return ChatMessage.user(
        text.append("Answer again, with nothing but JSON that fits this JSON Schema:\n")
            .append(schema)
            .toString());
  }

  private static String wrapped(String text) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("result", AgentText.wellFormed(text))
        .toString();
  }

  private static EngineOutcome completed(ModelCalls calls, String output, long began) {
    return new EngineOutcome(
        End.COMPLETED, output, null, calls.warnings(), "", "", null, took(began), calls.use());
  }

  private static EngineOutcome failed(ModelCalls calls, End end, ApiException reason, long began) {
    return new EngineOutcome(
        end, null, reason, calls.warnings(), "", "", null, took(began), calls.use());
  }

  private static Duration took(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
