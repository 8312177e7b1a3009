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

/** Anthropic's messages. A schema is held to by having the model call one tool with it. */
@Singleton
class AnthropicDialect implements Dialect {
  private static final String VERSION = "2023-06-01";
  private static final String TOOL = "answer";

  private final BaseAddress base;
  private final String defaultModel;
  private final int maxOutputTokens;

  AnthropicDialect(LlmConfig config) {
    this.base = BaseAddress.of(LlmProvider.ANTHROPIC, config.anthropic().baseUrl()).ending("/v1");
    this.defaultModel = config.anthropic().defaultModel();
    this.maxOutputTokens = config.maxOutputTokens();
  }

  @Override
  public LlmProvider provider() {
    return LlmProvider.ANTHROPIC;
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
            .put("max_tokens", maxOutputTokens);
    if (request.isStreamed()) {
      body.put("stream", true);
    }
    if (request.system() != null) {
      body.put("system", request.system());
    }
    ArrayNode messages = body.putArray("messages");
    request.messages().forEach(message -> write(message, messages));
    tools(request.tools(), body);
    if (request.outputSchema() != null) {
      body.putArray("tools")
          .addObject()
          .put("name", TOOL)
          .put("description", "Gives the answer. Call it once, with all of the answer.")
          .set("input_schema", WireJson.schema(request.outputSchema()));
      body.putObject("tool_choice").put("type", "tool").put("name", TOOL);
    }
    return new Written(
        base.at("/messages"),
        Map.of("x-api-key", String.valueOf(request.key()), "anthropic-version", VERSION),
        body);
  }

  private static void tools(List<ChatTool> tools, ObjectNode body) {
    if (tools.isEmpty()) {
      return;
    }
    ArrayNode list = body.putArray("tools");
    for (ChatTool tool : tools) {
      list.addObject()
          .put("name", tool.name())
          .put("description", tool.description())
          .set("input_schema", WireJson.schema(tool.inputSchema()));
    }
  }

  private static void write(ChatMessage message, ArrayNode into) {
    switch (message.role()) {
      case USER -> into.addObject().put("role", "user").put("content", message.text());
      case ASSISTANT -> {
        ObjectNode said = into.addObject().put("role", "assistant");
        if (message.calls().isEmpty()) {
          said.put("content", message.text());
          return;
        }
        ArrayNode content = said.putArray("content");
        // It takes no text of nothing but space
        if (!message.text().isBlank()) {
          content.addObject().put("type", "text").put("text", message.text());
        }
        for (ToolCall call : message.calls()) {
          content
              .addObject()
              .put("type", "tool_use")
              .put("id", call.id())
              .put("name", call.sentName())
              .set("input", WireJson.object(call.arguments()));
        }
      }
      case TOOLS -> {
        ArrayNode content = into.addObject().put("role", "user").putArray("content");
        for (ToolResult result : message.results()) {
          content
              .addObject()
              .put("type", "tool_result")
              .put("tool_use_id", result.call().id())
              .put("content", result.text())
              .put("is_error", result.failed());
        }
      }
    }
  }

  @Override
  public StreamedAnswer streamed() {
    return new AnthropicStream();
  }

  @Override
  public Read read(JsonNode answer) throws UnreadableException {
    JsonNode content = answer.path("content");
    if (!content.isArray()) {
      throw new UnreadableException("without content");
    }
    Finish finish =
        switch (answer.path("stop_reason").asText()) {
          case "max_tokens", "model_context_window_exceeded" -> Finish.LENGTH;
          case "refusal" -> Finish.REFUSED;
          default -> Finish.COMPLETE;
        };
    return new Read(text(content), calls(content), finish, usage(answer.path("usage")));
  }

  private static String text(JsonNode content) {
    for (JsonNode part : content) {
      if (part.path("type").asText().equals("tool_use")
          && part.path("name").asText().equals(TOOL)) {
        return part.path("input").toString();
      }
    }
    return WireJson.joined(content, "text");
  }

  private static List<ToolCall> calls(JsonNode content) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode part : content) {
      if (part.path("type").asText().equals("tool_use")) {
        calls.add(
            ToolCall.of(
                part.path("id").asText(""),
                part.path("name").asText(""),
                WireJson.arguments(part.path("input")),
                null));
      }
    }
    return calls;
  }

  private static @Nullable LlmUsage usage(JsonNode usage) {
    return usage.isObject()
        ? new LlmUsage(
            WireJson.count(usage, "input_tokens"),
            WireJson.count(usage, "output_tokens"),
            WireJson.count(usage, "cache_read_input_tokens"),
            WireJson.count(usage, "cache_creation_input_tokens"),
            null)
        : null;
  }
}
