package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Messages of a piece each, one a line; the last one counts. */
final class OllamaStream extends StreamedAnswer {
  private final StringBuilder content = new StringBuilder();
  private final ArrayNode calls = JsonNodeFactory.instance.arrayNode();
  private @Nullable ObjectNode last;

  @Override
  String add(JsonNode line) {
    if (line.path("done").asBoolean() && line instanceof ObjectNode object) {
      last = object;
    }
    JsonNode message = line.path("message");
    for (JsonNode call : message.path("tool_calls")) {
      calls.add(call);
      grow(call.toString().length());
    }
    return keep(message, "content", content);
  }

  @Override
  boolean isOver() {
    return last != null;
  }

  @Override
  boolean isWhole() {
    return last != null;
  }

  @Override
  ObjectNode answer() {
    ObjectNode answer = last == null ? JsonNodeFactory.instance.objectNode() : last.deepCopy();
    answer.putObject("message").put("content", content.toString()).set("tool_calls", calls);
    return answer;
  }
}
