package io.orchagent.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** How each provider streams what it would else answer at once. */
final class StreamedWire {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

  private StreamedWire() {}

  static String type(String provider) {
    return provider.equals("ollama") ? "application/x-ndjson" : "text/event-stream";
  }

  /** All of one answer, its text in pieces. */
  static List<String> of(String provider, ObjectNode whole) {
    return switch (provider) {
      case "openai" -> openai(whole);
      case "anthropic" -> anthropic(whole);
      case "gemini" -> gemini(whole);
      default -> ollama(whole);
    };
  }

  /** An answer that has begun, and these texts of it. */
  static List<String> begun(String provider, String... texts) {
    List<String> events = new ArrayList<>();
    if (provider.equals("anthropic")) {
      events.add(
          event("message_start", "{'message':{'role':'assistant','usage':{'input_tokens':7}}}"));
      events.add(event("content_block_start", "{'index':0,'content_block':{'type':'text'}}"));
    }
    for (String text : texts) {
      events.add(delta(provider, text));
    }
    return events;
  }

  /** An error in place of the next event. */
  static String error(String provider, String message) {
    return switch (provider) {
      case "anthropic" ->
          event("error", "{'error':{'type':'overloaded_error','message':" + quoted(message) + "}}");
      case "gemini" -> data("{'error':{'code':503,'message':" + quoted(message) + "}}");
      case "ollama" -> line("{'error':" + quoted(message) + "}");
      default -> data("{'error':{'type':'server_error','message':" + quoted(message) + "}}");
    };
  }

  private static String delta(String provider, String text) {
    String said = quoted(text);
    return switch (provider) {
      case "anthropic" ->
          event(
              "content_block_delta",
              "{'index':0,'delta':{'type':'text_delta','text':" + said + "}}");
      case "gemini" ->
          data("{'candidates':[{'content':{'parts':[{'text':" + said + "}]}}]}")
              .replace("\n", "\r\n");
      case "ollama" -> line("{'message':{'content':" + said + "},'done':false}");
      default -> data("{'choices':[{'delta':{'content':" + said + "},'finish_reason':null}]}");
    };
  }

  private static List<String> openai(ObjectNode whole) {
    JsonNode choice = whole.at("/choices/0");
    List<String> events = new ArrayList<>();
    events.add(data("{'choices':[{'index':0,'delta':{'role':'assistant','content':''}}]}"));
    for (String piece : pieces(choice.at("/message/content").asText())) {
      events.add(delta("openai", piece));
    }
    int index = 0;
    for (JsonNode call : choice.at("/message/tool_calls")) {
      ObjectNode begin = call.deepCopy();
      begin.put("index", index).withObject("/function").put("arguments", "");
      events.add(data(chunk("tool_calls", begin)));
      for (String piece : pieces(call.at("/function/arguments").asText())) {
        ObjectNode more = JsonNodeFactory.instance.objectNode().put("index", index);
        more.putObject("function").put("arguments", piece);
        events.add(data(chunk("tool_calls", more)));
      }
      index++;
    }
    events.add(
        data(
            "{'choices':[{'index':0,'delta':{},'finish_reason':"
                + choice.path("finish_reason")
                + "}]}"));
    if (whole.has("usage")) {
      events.add(data("{'choices':[],'usage':" + whole.path("usage") + "}"));
    }
    events.add("data: [DONE]\n\n");
    return events;
  }

  private static String chunk(String field, ObjectNode one) {
    ObjectNode chunk = JsonNodeFactory.instance.objectNode();
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.putObject("delta").putArray(field).add(one);
    return chunk.toString();
  }

  private static List<String> anthropic(ObjectNode whole) {
    List<String> events = new ArrayList<>();
    ObjectNode start = JsonNodeFactory.instance.objectNode();
    ObjectNode told = start.putObject("message").put("role", "assistant").putObject("usage");
    told.setAll((ObjectNode) whole.path("usage"));
    told.put("output_tokens", 1);
    events.add(named("message_start", start));
    events.add(": a comment\n\n");
    events.add(event("ping", "{}"));
    int index = 0;
    for (JsonNode block : whole.path("content")) {
      boolean tool = block.path("type").asText().equals("tool_use");
      ObjectNode empty = block.deepCopy();
      if (tool) {
        empty.putObject("input");
      } else {
        empty.put("text", "");
      }
      ObjectNode begin = JsonNodeFactory.instance.objectNode().put("index", index);
      begin.set("content_block", empty);
      events.add(named("content_block_start", begin));
      for (String piece : pieces(tool ? block.path("input").toString() : text(block))) {
        ObjectNode more = JsonNodeFactory.instance.objectNode().put("index", index);
        more.putObject("delta")
            .put("type", tool ? "input_json_delta" : "text_delta")
            .put(tool ? "partial_json" : "text", piece);
        events.add(named("content_block_delta", more));
      }
      events.add(event("content_block_stop", "{'index':" + index++ + "}"));
    }
    ObjectNode end = JsonNodeFactory.instance.objectNode();
    end.putObject("delta").set("stop_reason", whole.path("stop_reason"));
    end.putObject("usage").set("output_tokens", whole.at("/usage/output_tokens"));
    events.add(named("message_delta", end));
    events.add(event("message_stop", "{}"));
    return events;
  }

  private static String text(JsonNode block) {
    return block.path("text").asText();
  }

  private static List<String> gemini(ObjectNode whole) {
    List<String> events = new ArrayList<>();
    for (JsonNode part : whole.at("/candidates/0/content/parts")) {
      for (String piece : pieces(text(part))) {
        events.add(delta("gemini", piece));
      }
      if (part.has("functionCall")) {
        events.add(data("{'candidates':[{'content':{'parts':[" + part + "]}}]}"));
      }
    }
    ObjectNode end = JsonNodeFactory.instance.objectNode();
    ObjectNode candidate = end.putArray("candidates").addObject();
    candidate.putObject("content").putArray("parts").addObject().put("text", "");
    candidate.set("finishReason", whole.at("/candidates/0/finishReason"));
    if (whole.has("usageMetadata")) {
      end.set("usageMetadata", whole.path("usageMetadata"));
    }
    events.add(data(end.toString()));
    return events;
  }

  private static List<String> ollama(ObjectNode whole) {
    List<String> events = new ArrayList<>();
    for (String piece : pieces(whole.at("/message/content").asText())) {
      events.add(delta("ollama", piece));
    }
    if (whole.at("/message").has("tool_calls")) {
      ObjectNode calls = JsonNodeFactory.instance.objectNode().put("done", false);
      ObjectNode message = calls.putObject("message").put("content", "");
      message.set("tool_calls", whole.at("/message/tool_calls"));
      events.add(line(calls.toString()));
    }
    ObjectNode end = whole.deepCopy();
    end.putObject("message").put("role", "assistant").put("content", "");
    events.add(line(end.toString()));
    return events;
  }

  /** At most nine, none of them a half of a character. */
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int size = Math.max(3, text.length() / 8);
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + size);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to++;
      }
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private static String named(String type, ObjectNode data) {
    return "event: " + type + "\ndata: " + data.put("type", type) + "\n\n";
  }

  private static String event(String type, String json) {
    return named(type, node(json));
  }

  private static String data(String json) {
    return "data: " + node(json) + "\n\n";
  }

  private static String line(String json) {
    return node(json) + "\n";
  }

  private static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  private static ObjectNode node(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
