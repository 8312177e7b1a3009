package io.orchagent.calls.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchagent.agents.AgentPrompts;
import io.orchagent.agents.LoopPlan;
import io.orchagent.agents.PromptTemplate;
import io.orchagent.agents.Release;
import io.orchagent.calls.engines.DirectLlm;
import io.orchagent.calls.engines.ManagedLoop;
import io.orchagent.calls.engines.ModelTask;
import io.orchagent.calls.models.ModelChoice.Option;
import io.orchagent.llm.LlmProvider;
import io.orchagent.llm.Llms;
import io.orchagent.secrets.SealedSecrets;
import io.orchagent.secrets.Secrets;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the models of a run: what was sent, then what the agent says, then what is configured. */
@Singleton
public class ModelChoices {
  private static final String ANY = "any";

  private final AgentPrompts prompts;
  private final Secrets vault;
  private final Llms llms;

  ModelChoices(AgentPrompts prompts, Secrets vault, Llms llms) {
    this.prompts = prompts;
    this.vault = vault;
    this.llms = llms;
  }

  /** Refuses an input that leaves a variable of the version's prompt without a value. */
  public void checkVariables(Release release, JsonNode input) {
    if (DirectLlm.NAME.equals(release.engine())) {
      PromptTemplate prompt = prompts.of(release);
      List<String> missing = PromptText.missing(prompt, input);
      if (!missing.isEmpty()) {
        throw ModelErrors.missingFields(missing);
      }
      if (PromptText.isTooLong(prompt, input)) {
        throw ModelErrors.promptTooLong();
      }
    }
  }

  /**
   * The models that a run of this version may use.
   *
   * @param workspace whose keys are used: the caller's
   * @return null when its engine calls none
   * @throws io.orchagent.platform.errors.ApiException LLM_KEY_REQUIRED when there is no key
   */
  public @Nullable ModelChoice of(Release release, UUID workspace, @Nullable LlmCredentials sent) {
    if (!callsModel(release)) {
      return null;
    }
    LlmCredentials asked = sent == null ? new LlmCredentials(null, null, null) : sent;
    List<LlmProvider> supported = supported(release);
    LlmProvider chosen = chosen(asked, supported);
    SealedSecrets keys =
        asked.apiKey() != null
            ? SealedSecrets.none(workspace)
            : vault.findForServer(workspace, names(chosen == null ? supported : List.of(chosen)));
    List<Option> options =
        chosen == null
            ? withKeys(release, supported, keys.names(), asked)
            : one(release, chosen, keys.names(), asked).map(List::of).orElse(List.of());
    if (options.isEmpty()) {
      throw ModelErrors.keyRequired(chosen == null ? supported : List.of(chosen));
    }
    return new ModelChoice(
        prompts.of(release), options, keys, asked.apiKey(), form(release), loop(release));
  }

  private @Nullable LoopPlan loop(Release release) {
    return loops(release) ? prompts.loop(release) : null;
  }

  private static ModelTask.@Nullable Form form(Release release) {
    String schema = release.outputSchema();
    return schema == null ? null : new ModelTask.Form(release.workspaceId(), schema);
  }

  private static boolean loops(Release release) {
    return ManagedLoop.NAME.equals(release.engine());
  }

  private static boolean callsModel(Release release) {
    return DirectLlm.NAME.equals(release.engine()) || loops(release);
  }

  static List<LlmProvider> supported(Release release) {
    return release.supportedProviders().contains(ANY)
        ? List.of(LlmProvider.values())
        : release.supportedProviders().stream()
            .map(LlmProvider::of)
            .flatMap(Optional::stream)
            .toList();
  }

  /** The one provider that the caller wants; null when any that has a key will do. */
  static @Nullable LlmProvider chosen(LlmCredentials asked, List<LlmProvider> supported) {
    LlmProvider named = asked.provider();
    if (named != null && !supported.contains(named)) {
      throw ModelErrors.notSupported(named, supported);
    }
    return named != null || asked.apiKey() == null ? named : ofKey(asked.apiKey(), supported);
  }

  /** Keys of some providers are known by how they begin; any other is the first one's. */
  private static LlmProvider ofKey(String key, List<LlmProvider> supported) {
    LlmProvider first = supported.getFirst();
    LlmProvider likely =
        key.startsWith("sk-ant-")
            ? LlmProvider.ANTHROPIC
            : key.startsWith("AIza") ? LlmProvider.GEMINI : first;
    return supported.contains(likely) ? likely : first;
  }

  private static List<String> names(List<LlmProvider> providers) {
    return providers.stream().flatMap(provider -> provider.keyNames().stream()).toList();
  }

  private Optional<Option> one(
      Release release, LlmProvider provider, Set<String> there, LlmCredentials asked) {
    String secret = secret(provider, there);
    boolean able = asked.apiKey() != null || secret != null || !provider.needsKey();
    return able
        ? Optional.of(new Option(provider, model(release, provider, asked.model()), secret))
        : Optional.empty();
  }

  /** One that needs no key counts only where the version names it: nobody may have set it up. */
  private List<Option> withKeys(
      Release release, List<LlmProvider> supported, Set<String> there, LlmCredentials asked) {
    List<Option> options = new ArrayList<>();
    for (LlmProvider provider : supported) {
      String secret = secret(provider, there);
      boolean named = release.supportedProviders().contains(provider.wire());
      if (secret != null || (named && !provider.needsKey())) {
        String model = options.isEmpty() ? asked.model() : null;
        options.add(new Option(provider, model(release, provider, model), secret));
      }
    }
    return options;
  }

  static @Nullable String secret(LlmProvider provider, Set<String> there) {
    return provider.keyNames().stream().filter(there::contains).findFirst().orElse(null);
  }

  private String model(Release release, LlmProvider provider, @Nullable String asked) {
    return model(release, provider, asked, llms);
  }

  static String model(Release release, LlmProvider provider, @Nullable String asked, Llms llms) {
    if (asked != null) {
      return asked;
    }
    String own = release.defaultModels().get(provider.wire());
    return own != null ? own : llms.defaultModel(provider);
  }
}
