package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.llm.ChatAnswer.Finish;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ollama's own chat. */
@Singleton
class OllamaDialect implements Dialect {
  private final BaseAddress base;
  private final String defaultModel;

  OllamaDialect(LlmConfig config) {
    this.base = BaseAddress.of(LlmProvider.OLLAMA, config.ollama().baseUrl()).ending("/api");
    this.defaultModel = config.ollama().defaultModel();
  }

  @Override
  public LlmProvider provider() {
    return LlmProvider.OLLAMA;
  }

  @Override
  public String defaultModel() {
    return defaultModel;
  }

  @Override
  public Written write(ChatRequest request) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", request.model())
            .put("stream", request.isStreamed());
    WireJson.messages(request, body, OllamaDialect::call, OllamaDialect::result);
    WireJson.functions(request.tools(), body);
    if (request.outputSchema() != null) {
      body.set("format", WireJson.schema(request.outputSchema()));
    }
    return new Written(
        base.at("/chat"),
        request.key() == null ? Map.of() : Map.of("Authorization", "Bearer " + request.key()),
        body);
  }

  @Override
  public AnswerPieces.Framing framing() {
    return AnswerPieces.Framing.LINES;
  }

  @Override
  public StreamedAnswer streamed() {
    return new OllamaStream();
  }

  @Override
  public Read read(JsonNode answer) throws UnreadableException {
    JsonNode message = answer.path("message");
    if (!message.isObject()) {
      throw new UnreadableException("without message");
    }
    Finish finish =
        answer.path("done_reason").asText().equals("length") ? Finish.LENGTH : Finish.COMPLETE;
    return new Read(
        message.path("content").asText(""),
        calls(message.path("tool_calls")),
        finish,
        usage(answer));
  }

  /** It knows no ids: results follow in the order of the calls, under their names. */
  private static void call(ToolCall call, ObjectNode into) {
    into.putObject("function")
        .put("name", call.sentName())
        .set("arguments", WireJson.object(call.arguments()));
  }

  private static void result(ToolResult result, ObjectNode into) {
    into.put("tool_name", result.call().sentName());
  }

  private static List<ToolCall> calls(JsonNode list) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : list) {
      JsonNode function = call.path("function");
      calls.add(
          ToolCall.of(
              "",
              function.path("name").asText(""),
              WireJson.arguments(function.path("arguments")),
              null));
    }
    return calls;
  }

  private static @Nullable LlmUsage usage(JsonNode answer) {
    return answer.has("prompt_eval_count") || answer.has("eval_count")
        ? new LlmUsage(
            WireJson.count(answer, "prompt_eval_count"),
            WireJson.count(answer, "eval_count"),
            0,
            0,
            null)
        : null;
  }
}
