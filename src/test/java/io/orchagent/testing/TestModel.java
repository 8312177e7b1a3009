package io.orchagent.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model of one provider under a key of its own, in that provider's wire format. Without a script
 * its key is unknown.
 */
public final class TestModel {
  private static final String ADDRESS = "orchagent.test.models";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The name of its provider. */
  public final String provider;

  /** The key that it is known by. */
  public final String key;

  private int gap;

  private TestModel(String provider, String key) {
    this.provider = provider;
    this.key = key;
  }

  public static TestModel of(String provider) {
    return new TestModel(provider, "sk-test-" + TestWorkspace.unique());
  }

  /** Of Ollama: found by its name, since no key is sent. */
  public static TestModel named(String model) {
    return new TestModel("ollama", model);
  }

  /** The secret that its key is usually kept in. */
  public String secret() {
    return provider.toUpperCase(java.util.Locale.ROOT) + "_API_KEY";
  }

  /** What configures the server under test; the stub itself is started once a JVM. */
  public static Map<String, String> configuration() {
    try {
      String address = "http://127.0.0.1:" + ModelStub.start();
      System.setProperty(ADDRESS, address);
      return Map.of(
          "orchagent.llm.openai.base-url",
          address,
          "orchagent.llm.anthropic.base-url",
          address,
          "orchagent.llm.gemini.base-url",
          address + "/v1beta/",
          "orchagent.llm.ollama.base-url",
          address + "/api",
          // retries are tested often, and pauses are not what they are about
          "orchagent.llm.first-pause",
          "0.02S");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Answers with this text and these tokens; nothing but this when it is the last. */
  public TestModel says(String text, long input, long output) {
    return answers(body(text, input, output, 0, 0));
  }

  /** The same, with tokens from and to the provider's cache. */
  public TestModel saysCached(String text, long input, long output, long read, long write) {
    return answers(body(text, input, output, read, write));
  }

  /** Answers a schema's question, in the way in which the provider does. */
  public TestModel gives(String json, long input, long output) {
    if (!provider.equals("anthropic")) {
      return says(json, input, output);
    }
    ObjectNode body = body("", input, output, 0, 0);
    body.put("stop_reason", "tool_use");
    ObjectNode use = body.putArray("content").addObject().put("type", "tool_use");
    use.put("id", "toolu_1").put("name", "answer").set("input", tree(json));
    return answers(body);
  }

  /**
   * Wants to use tools, in this one answer.
   *
   * @param calls names and arguments in turn; what is no JSON is sent as it is where that is
   *     possible
   */
  public TestModel uses(String... calls) {
    ObjectNode body = body("", 10, 5, 0, 0);
    for (int i = 0; i < calls.length; i += 2) {
      use(body, "call_" + i, calls[i], calls[i + 1]);
    }
    return answers(body);
  }

  private void use(ObjectNode body, String id, String name, String arguments) {
    switch (provider) {
      case "openai" -> {
        ObjectNode choice = (ObjectNode) body.at("/choices/0");
        choice.put("finish_reason", "tool_calls");
        ObjectNode call = choice.withObject("/message").withArray("tool_calls").addObject();
        call.put("id", id).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
      }
      case "anthropic" -> {
        body.put("stop_reason", "tool_use");
        ObjectNode use = body.withArray("content").addObject().put("type", "tool_use");
        use.put("id", id).put("name", name).set("input", tree(arguments));
      }
      case "gemini" -> {
        ObjectNode part =
            ((ObjectNode) body.at("/candidates/0/content")).withArray("parts").addObject();
        part.put("thoughtSignature", "seen before");
        part.putObject("functionCall").put("name", name).set("args", tree(arguments));
      }
      default -> {
        ObjectNode call = body.withObject("/message").withArray("tool_calls").addObject();
        call.putObject("function").put("name", name).set("arguments", tree(arguments));
      }
    }
  }

  /** What a tool answered, as the provider got it in its request of this number, from 0. */
  public List<String> results(int request) {
    List<String> results = new ArrayList<>();
    JsonNode body = seen().get(request).body();
    for (JsonNode message : body.path(provider.equals("gemini") ? "contents" : "messages")) {
      if (message.path("role").asText().equals("tool")) {
        results.add(message.path("content").asText());
      }
      for (JsonNode part : message.path("content")) {
        if (part.path("type").asText().equals("tool_result")) {
          results.add(part.path("content").asText());
        }
      }
      for (JsonNode part : message.path("parts")) {
        JsonNode response = part.at("/functionResponse/response");
        if (response.isObject()) {
          results.add(response.path("output").asText(response.path("error").asText()));
        }
      }
    }
    return results;
  }

  public TestModel answers(int status, String body, String... headers) {
    return script(status, body, 0, -1, headers);
  }

  /** An error in the provider's own format. */
  public TestModel fails(int status, String message, String... headers) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    switch (provider) {
      case "anthropic" ->
          body.put("type", "error").putObject("error").put("type", "x").put("message", message);
      case "gemini" ->
          body.putObject("error").put("code", status).put("message", message).put("status", "X");
      case "ollama" -> body.put("error", message);
      default -> body.putObject("error").put("message", message).put("type", "x");
    }
    return answers(status, body.toString(), headers);
  }

  public TestModel isSlow(int millis) {
    return script(200, body("late", 1, 1, 0, 0).toString(), millis, -1);
  }

  /** Breaks the connection off in the middle of its answer. */
  public TestModel breaksOff() {
    return script(200, body("half", 1, 1, 0, 0).toString(), 0, 20);
  }

  /** Streams these texts and then breaks the connection off. */
  public TestModel breaksOffAfter(String... texts) {
    return streams("cut", StreamedWire.begun(provider, texts));
  }

  /** Streams these texts and then keeps the connection, and silence. */
  public TestModel stallsAfter(String... texts) {
    return streams("stall", StreamedWire.begun(provider, texts));
  }

  /** Streams these texts and then an error in the provider's own format. */
  public TestModel failsAfter(String message, String... texts) {
    List<String> events = new ArrayList<>();
    if (texts.length > 0) {
      events.addAll(StreamedWire.begun(provider, texts));
    }
    events.add(StreamedWire.error(provider, message));
    return streams("whole", events);
  }

  /** Streams these texts, ends the stream as if that were all, and says no more. */
  public TestModel endsAfter(String... texts) {
    return streams("whole", StreamedWire.begun(provider, texts));
  }

  /** Streams these texts and then a piece that is no event of any provider. */
  public TestModel babblesAfter(String babble, String... texts) {
    List<String> events = new ArrayList<>(StreamedWire.begun(provider, texts));
    events.add(babble);
    return streams("whole", events);
  }

  /** From here on there are so many milliseconds behind each piece of a stream. */
  public TestModel pausing(int millis) {
    gap = millis;
    return this;
  }

  /** How often a client went away before it had all of an answer. */
  public int timesLeft() {
    return Integer.parseInt(
        send(HttpRequest.newBuilder(URI.create(address() + "/_left/" + key)).GET().build()));
  }

  /** In both forms: at once, and as a stream for who asks for one. */
  private TestModel answers(ObjectNode whole) {
    String body = whole.toString();
    return script(body, StreamedWire.of(provider, whole), "whole");
  }

  private TestModel streams(String end, List<String> pieces) {
    return script("{}", pieces, end);
  }

  private TestModel script(String body, List<String> pieces, String end) {
    HttpRequest.Builder request =
        request(200, body + ModelStub.FORMS + String.join(ModelStub.PIECES, pieces), 0, -1)
            .header("x-stream-type", StreamedWire.type(provider))
            .header("x-stream-gap", "" + gap)
            .header("x-stream-end", end);
    send(request.build());
    return this;
  }

  private TestModel script(int status, String body, int pause, int cut, String... headers) {
    HttpRequest.Builder request = request(status, body, pause, cut);
    for (int i = 0; i < headers.length; i += 2) {
      request.header("x-answer-" + headers[i], headers[i + 1]);
    }
    send(request.build());
    return this;
  }

  private HttpRequest.Builder request(int status, String body, int pause, int cut) {
    return HttpRequest.newBuilder(URI.create(address() + "/_script/" + key))
        .header("x-status", "" + status)
        .header("x-pause", "" + pause)
        .header("x-cut", "" + cut)
        .POST(BodyPublishers.ofString(body));
  }

  private ObjectNode body(String text, long input, long output, long read, long write) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    switch (provider) {
      case "openai" -> {
        ObjectNode choice = body.put("object", "chat.completion").putArray("choices").addObject();
        choice.put("index", 0).put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", text);
        ObjectNode usage = body.putObject("usage");
        usage.put("prompt_tokens", input).put("completion_tokens", output);
        usage.putObject("prompt_tokens_details").put("cached_tokens", read);
      }
      case "anthropic" -> {
        body.put("type", "message").put("role", "assistant").put("stop_reason", "end_turn");
        body.putArray("content").addObject().put("type", "text").put("text", text);
        body.putObject("usage")
            .put("input_tokens", input)
            .put("output_tokens", output)
            .put("cache_read_input_tokens", read)
            .put("cache_creation_input_tokens", write);
      }
      case "gemini" -> {
        ObjectNode candidate = body.putArray("candidates").addObject().put("finishReason", "STOP");
        ObjectNode content = candidate.putObject("content").put("role", "model");
        content.putArray("parts").addObject().put("text", text);
        body.putObject("usageMetadata")
            .put("promptTokenCount", input)
            .put("candidatesTokenCount", output)
            .put("cachedContentTokenCount", read);
      }
      default -> {
        body.put("done", true).put("done_reason", "stop");
        body.putObject("message").put("role", "assistant").put("content", text);
        body.put("prompt_eval_count", input).put("eval_count", output);
      }
    }
    return body;
  }

  /** A request as the provider got it. */
  public record Seen(String head, String text) {
    public JsonNode body() {
      return tree(text);
    }
  }

  /** All requests so far, in their order. */
  public List<Seen> seen() {
    List<Seen> all = new ArrayList<>();
    while (true) {
      String raw =
          send(
              HttpRequest.newBuilder(URI.create(address() + "/_seen/" + key + "/" + all.size()))
                  .GET()
                  .build());
      if (raw.isEmpty()) {
        return all;
      }
      String[] parts = raw.split("\n\n", 2);
      all.add(new Seen(parts[0], parts[1]));
    }
  }

  /** The text of the first message that the provider got last. */
  public String prompt() {
    JsonNode body = seen().getLast().body();
    return provider.equals("gemini")
        ? body.at("/contents/0/parts/0/text").asText()
        : body.at("/messages/0/content").asText();
  }

  private static String address() {
    return System.getProperty(ADDRESS);
  }

  private static String send(HttpRequest request) {
    try {
      return CLIENT.send(request, BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(json, e);
    }
  }
}
