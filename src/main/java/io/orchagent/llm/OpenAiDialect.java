package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.llm.ChatAnswer.Finish;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chat completions, as OpenAI made them and many others speak them. */
@Singleton
class OpenAiDialect implements Dialect {
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
    WireJson.withSystem(request, body.putArray("messages"));
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

  /**
   * Only a schema whose objects are closed, with all of their properties required, may be strict.
   */
  private static boolean isStrict(JsonNode schema) {
    if (schema.path("type").asText().equals("object")) {
      Set<String> required = new HashSet<>();
      schema.path("required").forEach(name -> required.add(name.asText()));
      Set<String> known = new HashSet<>();
      schema.path("properties").fieldNames().forEachRemaining(known::add);
      JsonNode others = schema.path("additionalProperties");
      if (!others.isBoolean() || others.booleanValue() || !required.equals(known)) {
        return false;
      }
    }
    for (JsonNode part : schema) {
      if (part.isContainerNode() && !isStrict(part)) {
        return false;
      }
    }
    return true;
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
    return new Read(text.isEmpty() ? refusal : text, finish, usage(answer.path("usage")));
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
