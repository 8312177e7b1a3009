package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Answers of a part each; calls come whole, and what is told of usage last counts. */
final class GeminiStream extends StreamedAnswer {
  private final StringBuilder text = new StringBuilder();
  private final ArrayNode calls = JsonNodeFactory.instance.arrayNode();
  private @Nullable String finish;
  private @Nullable JsonNode feedback;
  private @Nullable JsonNode usage;

  @Override
  String add(JsonNode chunk) {
    if (chunk.path("usageMetadata").isObject()) {
      usage = chunk.path("usageMetadata");
    }
    if (chunk.path("promptFeedback").path("blockReason").isTextual()) {
      feedback = chunk.path("promptFeedback");
    }
    JsonNode candidate = chunk.path("candidates").path(0);
    if (candidate.path("finishReason").isTextual()) {
      finish = candidate.path("finishReason").textValue();
    }
    JsonNode parts = candidate.path("content").path("parts");
    for (JsonNode part : parts) {
      if (part.path("functionCall").isObject()) {
        calls.add(part);
        grow(part.toString().length());
      }
    }
    return keep(GeminiDialect.text(parts), text);
  }

  /** The end of its stream is that of the answer. */
  @Override
  boolean isOver() {
    return false;
  }

  @Override
  boolean isWhole() {
    return finish != null || feedback != null;
  }

  @Override
  ObjectNode answer() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode candidate = answer.putArray("candidates").addObject().put("finishReason", finish);
    ArrayNode parts = candidate.putObject("content").putArray("parts");
    parts.addObject().put("text", text.toString());
    parts.addAll(calls);
    if (feedback != null) {
      answer.set("promptFeedback", feedback);
    }
    if (usage != null) {
      answer.set("usageMetadata", usage);
    }
    return answer;
  }
}
