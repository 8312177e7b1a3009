package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.llm.ChatAnswer.Finish;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
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
    request.messages().forEach(message -> write(message, contents));
    tools(request.tools(), body);
    if (request.outputSchema() != null) {
      body.putObject("generationConfig")
          .put("responseMimeType", "application/json")
          .set("responseJsonSchema", WireJson.schema(request.outputSchema()));
    }
    String verb = request.isStreamed() ? ":streamGenerateContent?alt=sse" : ":generateContent";
    return new Written(
        base.at("/models/" + BaseAddress.segment(request.model()) + verb),
        Map.of("x-goog-api-key", String.valueOf(request.key())),
        body);
  }

  private static void tools(List<ChatTool> tools, ObjectNode body) {
    if (tools.isEmpty()) {
      return;
    }
    ArrayNode list = body.putArray("tools").addObject().putArray("functionDeclarations");
    for (ChatTool tool : tools) {
      list.addObject()
          .put("name", tool.name())
          .put("description", tool.description())
          .set("parametersJsonSchema", WireJson.schema(tool.inputSchema()));
    }
  }

  private static void write(ChatMessage message, ArrayNode into) {
    boolean model = message.role() == ChatMessage.Role.ASSISTANT;
    ArrayNode parts = into.addObject().put("role", model ? "model" : "user").putArray("parts");
    if (!message.text().isEmpty()) {
      parts.addObject().put("text", message.text());
    }
    for (ToolCall call : message.calls()) {
      ObjectNode part = parts.addObject();
      named(part.putObject("functionCall"), call).set("args", WireJson.object(call.arguments()));
      if (call.signature() != null) {
        part.put("thoughtSignature", call.signature());
      }
    }
    for (ToolResult result : message.results()) {
      named(parts.addObject().putObject("functionResponse"), result.call())
          .putObject("response")
          .put(result.failed() ? "error" : "output", result.text());
    }
  }

  private static ObjectNode named(ObjectNode node, ToolCall call) {
    return call.hasOwnId()
        ? node.put("id", call.id()).put("name", call.sentName())
        : node.put("name", call.sentName());
  }

  @Override
  public StreamedAnswer streamed() {
    return new GeminiStream();
  }

  @Override
  public Read read(JsonNode answer) throws UnreadableException {
    LlmUsage usage = usage(answer.path("usageMetadata"));
    String blocked = answer.path("promptFeedback").path("blockReason").asText("");
    if (!blocked.isEmpty()) {
      return new Read("The prompt was blocked: " + blocked, List.of(), Finish.REFUSED, usage);
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
    JsonNode parts = candidate.path("content").path("parts");
    return new Read(text(parts), calls(parts), finish, usage);
  }

  /** Without what the model thought aloud. */
  static String text(JsonNode parts) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : parts) {
      if (!part.path("thought").asBoolean() && part.path("text").isTextual()) {
        text.append(part.path("text").textValue());
      }
    }
    return text.toString();
  }

  private static List<ToolCall> calls(JsonNode parts) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode part : parts) {
      JsonNode call = part.path("functionCall");
      if (call.isObject()) {
        JsonNode signature = part.path("thoughtSignature");
        calls.add(
            ToolCall.of(
                call.path("id").asText(""),
                call.path("name").asText(""),
                WireJson.arguments(call.path("args")),
                signature.isTextual() ? signature.textValue() : null));
      }
    }
    return calls;
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
