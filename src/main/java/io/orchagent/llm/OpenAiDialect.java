package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.llm.ChatAnswer.Finish;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chat completions, as OpenAI made them and many others speak them. */
@Singleton
class OpenAiDialect implements Dialect {
  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "enum",
          "const",
          "anyOf",
          "$ref",
          "$defs",
          "title",
          "description");

  private final BaseAddress base;
  private final String defaultModel;

  OpenAiDialect(LlmConfig config) {
    this.base = BaseAddress.of(LlmProvider.OPENAI, config.openai().baseUrl()).orPath("/v1");
    this.defaultModel = config.openai().defaultModel();
  }

  @Override
  public LlmProvider provider() {
    return LlmProvider.OPENAI;
  }

  @Override
  public String defaultModel() {
    return defaultModel;
  }

  @Override
  public Written write(ChatRequest request) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", request.model());
    WireJson.messages(request, body, OpenAiDialect::call, OpenAiDialect::result);
    WireJson.functions(request.tools(), body);
    if (request.isStreamed()) {
      body.put("stream", true).putObject("stream_options").put("include_usage", true);
    }
    if (request.outputSchema() != null) {
      ObjectNode schema = WireJson.schema(request.outputSchema());
      ObjectNode format = body.putObject("response_format").put("type", "json_schema");
      format
          .putObject("json_schema")
          .put("name", "output")
          .put("strict", isStrict(schema))
          .set("schema", schema);
    }
    return new Written(
        base.at("/chat/completions"), Map.of("Authorization", "Bearer " + request.key()), body);
  }

  private static void call(ToolCall call, ObjectNode into) {
    into.put("id", call.id())
        .put("type", "function")
        .putObject("function")
        .put("name", call.sentName())
        .put("arguments", WireJson.object(call.arguments()).toString());
  }

  private static void result(ToolResult result, ObjectNode into) {
    into.put("tool_call_id", result.call().id());
  }

  /**
   * What is sent as strict is held to for certain, but refused where it says more than this: every
   * object closed, all of its properties required, and no keyword but the plain ones.
   */
  static boolean isStrict(JsonNode schema) {
    if (!schema.isObject() || !KEYWORDS.containsAll(names(schema)) || !isClosed(schema)) {
      return false;
    }
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    if (schema.has("items")) {
      items.add(schema.get("items"));
    }
    return Stream.of(schema.path("properties"), schema.path("$defs"), schema.path("anyOf"), items)
        .flatMap(JsonNode::valueStream)
        .allMatch(OpenAiDialect::isStrict);
  }

  /** True of what is no object, too. */
  private static boolean isClosed(JsonNode schema) {
    if (!schema.has("properties") && !schema.path("type").toString().contains("\"object\"")) {
      return true;
    }
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    JsonNode others = schema.path("additionalProperties");
    return schema.has("type")
        && others.isBoolean()
        && !others.booleanValue()
        && required.equals(names(schema.path("properties")));
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Override
  public StreamedAnswer streamed() {
    return new OpenAiStream();
  }

  @Override
  public Read read(JsonNode answer) throws UnreadableException {
    JsonNode choice = answer.path("choices").path(0);
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      throw new UnreadableException("without choices[0].message");
    }
    JsonNode content = message.path("content");
    String text = content.isArray() ? WireJson.joined(content, "text") : content.asText("");
    String refusal = message.path("refusal").asText("");
    Finish finish =
        switch (choice.path("finish_reason").asText()) {
          case "length" -> Finish.LENGTH;
          case "content_filter" -> Finish.REFUSED;
          default -> refusal.isEmpty() ? Finish.COMPLETE : Finish.REFUSED;
        };
    return new Read(
        text.isEmpty() ? refusal : text,
        calls(message.path("tool_calls")),
        finish,
        usage(answer.path("usage")));
  }

  private static List<ToolCall> calls(JsonNode list) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : list) {
      JsonNode function = call.path("function");
      calls.add(
          ToolCall.of(
              call.path("id").asText(""),
              function.path("name").asText(""),
              WireJson.arguments(function.path("arguments")),
              null));
    }
    return calls;
  }

  private static @Nullable LlmUsage usage(JsonNode usage) {
    return usage.isObject()
        ? new LlmUsage(
            WireJson.count(usage, "prompt_tokens"),
            WireJson.count(usage, "completion_tokens"),
            WireJson.count(usage.path("prompt_tokens_details"), "cached_tokens"),
            0,
            null)
        : null;
  }
}
