package io.orchagent.calls.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchagent.agents.LoopPlan;
import io.orchagent.agents.PromptTemplate;
import io.orchagent.calls.engines.ModelTask;
import io.orchagent.calls.skills.SkillChoice;
import io.orchagent.llm.LlmProvider;
import io.orchagent.secrets.SealedSecrets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models of one run, found and not opened yet. */
public final class ModelChoice {
  private final PromptTemplate prompt;
  private final List<Option> options;
  private final SealedSecrets vault;
  private final @Nullable String sentKey;
  private final ModelTask.@Nullable Form form;
  private final @Nullable LoopPlan loop;

  /**
   * One provider that may be asked.
   *
   * @param secret the name of its key in the vault; null when the key was sent, or none is needed
   */
  record Option(LlmProvider provider, String model, @Nullable String secret) {}

  ModelChoice(
      PromptTemplate prompt,
      List<Option> options,
      SealedSecrets vault,
      @Nullable String sentKey,
      ModelTask.@Nullable Form form,
      @Nullable LoopPlan loop) {
    this.loop = loop;
    this.prompt = prompt;
    this.options = List.copyOf(options);
    this.vault = vault;
    this.sentKey = sentKey;
    this.form = form;
  }

  /**
   * To be called right before the run, and kept nowhere.
   *
   * @param skills what comes before the prompt
   */
  public ModelTask open(JsonNode input, String inputText, SkillChoice skills) {
    Map<String, String> keys = vault.open();
    return new ModelTask(
        options.stream()
            .map(
                option ->
                    new ModelTask.Candidate(
                        option.provider(),
                        option.model(),
                        option.secret() == null ? sentKey : key(keys, option.secret())))
            .toList(),
        // A loop's prompt is what the model is told beforehand; its input is a message of its own
        skills.before(
            loop == null
                ? PromptText.of(prompt, input, inputText)
                : prompt.filled(name -> "{{" + name + "}}")),
        form,
        loop);
  }

  /** Without what comes along when a key is pasted. */
  private static String key(Map<String, String> keys, String name) {
    return String.valueOf(keys.get(name)).strip();
  }
}
