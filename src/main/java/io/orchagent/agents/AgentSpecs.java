package io.orchagent.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between the JSON that is stored and its records. */
@Singleton
public class AgentSpecs {
  private static final TypeReference<Map<String, String>> MODELS = new TypeReference<>() {};

  private final ObjectMapper json;

  AgentSpecs(ObjectMapper json) {
    this.json = json;
  }

  public AgentSpec read(Agent agent) {
    return parse(() -> json.readValue(agent.spec, AgentSpec.class));
  }

  Map<String, String> models(Agent agent) {
    return parse(() -> json.readValue(agent.defaultModels, MODELS));
  }

  @Nullable JsonNode tree(@Nullable String text) {
    return text == null ? null : parse(() -> json.readTree(text));
  }

  public String write(Object value) {
    return parse(() -> json.writeValueAsString(value));
  }

  private interface Step<T> {
    T run() throws JsonProcessingException;
  }

  private static <T> T parse(Step<T> step) {
    try {
      return step.run();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored document can't be read", e);
    }
  }
}
