package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chunks of a chat completion. The usage comes with a last one, which has no choice. */
final class OpenAiStream extends StreamedAnswer {
  private static final int CALL_LENGTH = 200;

  private final StringBuilder content = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final List<Call> calls = new ArrayList<>();
  private final Map<Integer, Call> byIndex = new HashMap<>();
  private @Nullable String finish;
  private @Nullable JsonNode usage;

  private static final class Call {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();
  }

  @Override
  String add(JsonNode chunk) {
    if (chunk.path("usage").isObject()) {
      usage = chunk.path("usage");
    }
    JsonNode choice = chunk.path("choices").path(0);
    if (choice.path("finish_reason").isTextual()) {
      finish = choice.path("finish_reason").textValue();
    }
    JsonNode delta = choice.path("delta");
    for (JsonNode call : delta.path("tool_calls")) {
      add(call, callOf(call));
    }
    keep(delta, "refusal", refusal);
    return delta.path("content").isArray()
        ? keep(WireJson.joined(delta.path("content"), "text"), content)
        : keep(delta, "content", content);
  }

  /** By its index; where a server sends none, an id begins another call. */
  private Call callOf(JsonNode sent) {
    if (sent.path("index").isInt()) {
      return byIndex.computeIfAbsent(sent.path("index").intValue(), index -> begun());
    }
    String id = sent.path("id").asText("");
    boolean goesOn = !calls.isEmpty() && (id.isEmpty() || id.equals(calls.getLast().id));
    return goesOn ? calls.getLast() : begun();
  }

  private Call begun() {
    Call call = new Call();
    calls.add(call);
    grow(CALL_LENGTH);
    return call;
  }

  private void add(JsonNode sent, Call call) {
    if (call.id.isEmpty()) {
      call.id = sent.path("id").asText("");
    }
    JsonNode function = sent.path("function");
    if (call.name.isEmpty()) {
      call.name = function.path("name").asText("");
    }
    JsonNode arguments = function.path("arguments");
    keep(arguments.isMissingNode() ? "" : WireJson.arguments(arguments), call.arguments);
  }

  /** What follows the end is no JSON, and seen by nobody but the reader of lines. */
  @Override
  boolean isOver() {
    return false;
  }

  @Override
  boolean isWhole() {
    return finish != null;
  }

  @Override
  ObjectNode answer() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode choice = answer.putArray("choices").addObject().put("finish_reason", finish);
    ObjectNode message =
        choice
            .putObject("message")
            .put("content", content.toString())
            .put("refusal", refusal.toString());
    ArrayNode list = message.putArray("tool_calls");
    for (Call call : calls) {
      list.addObject()
          .put("id", call.id)
          .putObject("function")
          .put("name", call.name)
          .put("arguments", call.arguments.toString());
    }
    if (usage != null) {
      answer.set("usage", usage);
    }
    return answer;
  }
}
