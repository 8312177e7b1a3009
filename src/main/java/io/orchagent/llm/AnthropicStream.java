package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Events of a message: blocks begin, grow and end; the tokens written come with the last ones. */
final class AnthropicStream extends StreamedAnswer {
  private static final int BLOCK_LENGTH = 200;

  private final Map<Integer, Block> blocks = new TreeMap<>();
  private final ObjectNode usage = JsonNodeFactory.instance.objectNode();
  private @Nullable String stopReason;
  private boolean over;

  private record Block(JsonNode start, StringBuilder text, StringBuilder input) {}

  @Override
  String add(JsonNode event) {
    switch (event.path("type").asText()) {
      case "message_start" -> count(event.path("message").path("usage"));
      case "content_block_start" -> {
        Block block = block(event, event.path("content_block"));
        return keep(block.start(), "text", block.text());
      }
      case "content_block_delta" -> {
        Block block = block(event, JsonNodeFactory.instance.objectNode());
        keep(event.path("delta"), "partial_json", block.input());
        return keep(event.path("delta"), "text", block.text());
      }
      case "message_delta" -> {
        count(event.path("usage"));
        JsonNode reason = event.path("delta").path("stop_reason");
        stopReason = reason.isTextual() ? reason.textValue() : stopReason;
      }
      case "message_stop" -> over = true;
      default -> {
        // Nothing of the answer: pings, ends of blocks, what is new
      }
    }
    return "";
  }

  private Block block(JsonNode event, JsonNode start) {
    return blocks.computeIfAbsent(
        event.path("index").asInt(),
        index -> {
          grow(BLOCK_LENGTH);
          return new Block(start, new StringBuilder(), new StringBuilder());
        });
  }

  /** Later counts are sums, not additions. */
  private void count(JsonNode told) {
    told.properties().stream()
        .filter(count -> count.getValue().isNumber())
        .forEach(count -> usage.set(count.getKey(), count.getValue()));
  }

  @Override
  boolean isOver() {
    return over;
  }

  @Override
  boolean isWhole() {
    return over || stopReason != null;
  }

  @Override
  ObjectNode answer() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("stop_reason", stopReason);
    ArrayNode content = answer.putArray("content");
    for (Block block : blocks.values()) {
      ObjectNode part = content.addObject().put("type", block.start().path("type").asText());
      if (part.path("type").asText().equals("tool_use")) {
        part.put("id", block.start().path("id").asText(""));
        part.put("name", block.start().path("name").asText(""));
        part.set("input", input(block));
      } else if (!block.text().isEmpty()) {
        part.put("text", block.text().toString());
      }
    }
    if (!usage.isEmpty()) {
      answer.set("usage", usage);
    }
    return answer;
  }

  /** What is no JSON, because it was cut, stays the text that it is. */
  private static JsonNode input(Block block) {
    String written = block.input().toString();
    return written.isEmpty()
        ? block.start().path("input")
        : WireJson.read(written.getBytes(StandardCharsets.UTF_8))
            .orElseGet(() -> TextNode.valueOf(written));
  }
}
