package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.llm.ChatAnswer.Finish;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gemini's generateContent. */
@Singleton
class GeminiDialect implements Dialect {
  private final BaseAddress base;
  private final String defaultModel;

  GeminiDialect(LlmConfig config) {
    this.base = BaseAddress.of(LlmProvider.GEMINI, config.gemini().baseUrl()).ending("/v1beta");
    this.defaultModel = config.gemini().defaultModel();
  }

  @Override
  public LlmProvider provider() {
    return LlmProvider.GEMINI;
  }

  @Override
  public String defaultModel() {
    return defaultModel;
  }

  @Override
  public Written write(ChatRequest request) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (request.system() != null) {
      body.putObject("systemInstruction")
          .putArray("parts")
          .addObject()
          .put("text", request.system());
    }
    ArrayNode contents = body.putArray("contents");
    for (ChatMessage message : request.messages()) {
      String role =
          switch (message.role()) {
            case USER -> "user";
            case ASSISTANT -> "model";
          };
      contents
          .addObject()
          .put("role", role)
          .putArray("parts")
          .addObject()
          .put("text", message.text());
    }
    if (request.outputSchema() != null) {
      body.putObject("generationConfig")
          .put("responseMimeType", "application/json")
          .set("responseJsonSchema", WireJson.schema(request.outputSchema()));
    }
    return new Written(
        base.at("/models/" + BaseAddress.segment(request.model()) + ":generateContent"),
        Map.of("x-goog-api-key", String.valueOf(request.key())),
        body);
  }

  @Override
  public Read read(JsonNode answer) throws UnreadableException {
    LlmUsage usage = usage(answer.path("usageMetadata"));
    String blocked = answer.path("promptFeedback").path("blockReason").asText("");
    if (!blocked.isEmpty()) {
      return new Read("The prompt was blocked: " + blocked, Finish.REFUSED, usage);
    }
    JsonNode candidate = answer.path("candidates").path(0);
    if (!candidate.isObject()) {
      throw new UnreadableException("without candidates");
    }
    Finish finish =
        switch (candidate.path("finishReason").asText()) {
          case "MAX_TOKENS" -> Finish.LENGTH;
          case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII" -> Finish.REFUSED;
          default -> Finish.COMPLETE;
        };
    return new Read(text(candidate.path("content").path("parts")), finish, usage);
  }

  /** Without what the model thought aloud. */
  private static String text(JsonNode parts) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : parts) {
      if (!part.path("thought").asBoolean() && part.path("text").isTextual()) {
        text.append(part.path("text").textValue());
      }
    }
    return text.toString();
  }

  private static @Nullable LlmUsage usage(JsonNode usage) {
    return usage.isObject()
        ? new LlmUsage(
            WireJson.count(usage, "promptTokenCount"),
            WireJson.count(usage, "candidatesTokenCount")
                + WireJson.count(usage, "thoughtsTokenCount"),
            WireJson.count(usage, "cachedContentTokenCount"),
            0,
            null)
        : null;
  }
}
