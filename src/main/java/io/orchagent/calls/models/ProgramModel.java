package io.orchagent.calls.models;

import io.orchagent.llm.LlmProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model that a program is told to ask by itself, through the way out.
 *
 * @param secret the name of its key in the vault; null when the key was sent, or there is none
 * @param sentKey the key that came with the call
 * @param variables where the program finds the key; the provider's usual name first
 */
public record ProgramModel(
    LlmProvider provider,
    String model,
    @Nullable String secret,
    @Nullable String sentKey,
    List<String> variables) {

  /**
   * What the program finds in its environment.
   *
   * @param vault opened values by name
   */
  public Map<String, String> environment(Map<String, String> vault) {
    Map<String, String> environment = new HashMap<>();
    environment.put("LLM_PROVIDER", provider.wire());
    environment.put("LLM_MODEL", model);
    String key = sentKey != null ? sentKey : secret == null ? null : vault.get(secret);
    if (key != null) {
      // Without what comes along when a key is pasted
      variables.forEach(name -> environment.put(name, key.strip()));
    }
    return environment;
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ProgramModel[" + provider.wire() + "/" + model + "]";
  }
}
