package io.orchagent.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.http.JsonBuffers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** JSON as it goes to providers and comes from them, read as trees: nothing needs reflection. */
final class WireJson {
  private static final long MOST_TOKENS = 1_000_000_000L;
  private static final int MAX_DEPTH = 500;

  /** Escapes what is not ASCII, because halves of surrogate pairs have no UTF-8. */
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonBuffers.factory()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private WireJson() {}

  static byte[] bytes(ObjectNode tree) {
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }

  /** Empty when it is no JSON. */
  static Optional<JsonNode> read(byte[] bytes) {
    try {
      return Optional.ofNullable(JSON.readTree(bytes)).filter(tree -> !tree.isMissingNode());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A published schema, without what names it: providers know nothing of that. */
  static ObjectNode schema(String text) {
    try {
      ObjectNode schema = (ObjectNode) JSON.readTree(text);
      schema.remove(List.of("$schema", "$id"));
      return schema;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a published schema is JSON", e);
    }
  }

  /** A number of tokens from 0; 0 when there is none. No answer has a thousand million. */
  static long count(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.canConvertToLong() ? Math.clamp(value.asLong(), 0, MOST_TOKENS) : 0;
  }

  /** The texts in this field of those members of a list that have one. */
  static String joined(JsonNode list, String field) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : list) {
      if (part.path(field).isTextual()) {
        text.append(part.path(field).textValue());
      }
    }
    return text.toString();
  }

  /** What a model wrote as arguments, which is sent back as an object whatever it was. */
  static ObjectNode object(String arguments) {
    return read(arguments.getBytes(StandardCharsets.UTF_8))
        .filter(JsonNode::isObject)
        .map(ObjectNode.class::cast)
        .orElseGet(JsonNodeFactory.instance::objectNode);
  }

  /** Arguments as text, from a provider that gives an object or the text of one. */
  static String arguments(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.isMissingNode() ? "{}" : value.toString();
  }

  /** Tools as OpenAI and Ollama are told them. */
  static void functions(List<ChatTool> tools, ObjectNode body) {
    if (tools.isEmpty()) {
      return;
    }
    ArrayNode list = body.putArray("tools");
    for (ChatTool tool : tools) {
      list.addObject()
          .put("type", "function")
          .putObject("function")
          .put("name", tool.name())
          .put("description", tool.description())
          .set("parameters", schema(tool.inputSchema()));
    }
  }

  /**
   * A chat as OpenAI and Ollama are told it. They differ in how a call and its result are written.
   *
   * @param call adds what one wants
   * @param result adds which call one answers
   */
  static void messages(
      ChatRequest request,
      ObjectNode body,
      BiConsumer<ToolCall, ObjectNode> call,
      BiConsumer<ToolResult, ObjectNode> result) {
    ArrayNode list = body.putArray("messages");
    if (request.system() != null) {
      said("system", request.system(), list);
    }
    for (ChatMessage message : request.messages()) {
      switch (message.role()) {
        case USER -> said("user", message.text(), list);
        case ASSISTANT -> {
          ObjectNode said = said("assistant", message.text(), list);
          if (!message.calls().isEmpty()) {
            ArrayNode calls = said.putArray("tool_calls");
            message.calls().forEach(one -> call.accept(one, calls.addObject()));
          }
        }
        case TOOLS ->
            message.results().forEach(one -> result.accept(one, said("tool", one.text(), list)));
      }
    }
  }

  private static ObjectNode said(String role, String text, ArrayNode into) {
    return into.addObject().put("role", role).put("content", text);
  }
}
