package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.llm.ChatAnswer.Finish;
import jakarta.inject.Singleton;
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
        JsonNodeFactory.instance.objectNode().put("model", request.model()).put("stream", false);
    WireJson.withSystem(request, body.putArray("messages"));
    if (request.outputSchema() != null) {
      body.set("format", WireJson.schema(request.outputSchema()));
    }
    return new Written(
        base.at("/chat"),
        request.key() == null ? Map.of() : Map.of("Authorization", "Bearer " + request.key()),
        body);
  }

  @Override
  public Read read(JsonNode answer) throws UnreadableException {
    JsonNode message = answer.path("message");
    if (!message.isObject()) {
      throw new UnreadableException("without message");
    }
    Finish finish =
        answer.path("done_reason").asText().equals("length") ? Finish.LENGTH : Finish.COMPLETE;
    return new Read(message.path("content").asText(""), finish, usage(answer));
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
