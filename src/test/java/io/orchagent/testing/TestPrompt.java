package io.orchagent.testing;

import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A published prompt, made and called over HTTP alone. */
public final class TestPrompt {
  public final TestTool agent;

  private TestPrompt(TestTool agent) {
    this.agent = agent;
  }

  /** Its first version, with further fields by names and values. */
  public static TestPrompt publish(TestWorkspace author, String prompt, Object... more) {
    Map<String, Object> fields = new HashMap<>(Map.of("type", "prompt", "prompt", prompt));
    for (int i = 0; i < more.length; i += 2) {
      fields.put((String) more[i], more[i + 1]);
    }
    return new TestPrompt(TestTool.publish(author, fields, Map.of()));
  }

  /** A loop that is told to be careful. */
  public static TestPrompt loop(TestWorkspace author, Object... more) {
    Object[] fields = new Object[more.length + 4];
    fields[0] = "type";
    fields[1] = "agent";
    fields[2] = "required_secrets";
    fields[3] = List.of();
    System.arraycopy(more, 0, fields, 4, more.length);
    return publish(author, "You are careful.", fields);
  }

  public String path() {
    return agent.path();
  }

  public ValidatableResponse call(TestWorkspace caller, Map<String, Object> input) {
    return caller.asOwner().body(input).post(path()).then();
  }

  /** What a caller sends to have a model asked with its key. */
  public static Map<String, Object> with(TestModel model, Object... input) {
    Map<String, Object> body = new HashMap<>();
    for (int i = 0; i < input.length; i += 2) {
      body.put((String) input[i], input[i + 1]);
    }
    body.put("llm_credentials", Map.of("api_key", model.key, "provider", model.provider));
    return body;
  }
}
