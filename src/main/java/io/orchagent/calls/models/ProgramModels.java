package io.orchagent.calls.models;

import io.orchagent.agents.Agent;
import io.orchagent.agents.Release;
import io.orchagent.llm.LlmProvider;
import io.orchagent.llm.Llms;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.secrets.SealedSecrets;
import io.orchagent.secrets.Secrets;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the model of a program that asks by itself. Its key enters the sandbox, so it is a secret
 * like any other: a version is given it when it names the provider, and another workspace's version
 * only where the caller's vault allows that; or it comes with the call.
 */
@Singleton
public class ProgramModels {
  private final Llms llms;
  private final Secrets vault;

  ProgramModels(Llms llms, Secrets vault) {
    this.llms = llms;
    this.vault = vault;
  }

  /**
   * What a program is given of a workspace's vault, and the model that it is told to ask.
   *
   * @param required names that have to be there
   * @param optional names that it is given when they are there
   * @param lacking the refusal when one of the required is missing or withheld
   */
  public GivenSecrets given(
      Release release,
      UUID workspace,
      List<String> required,
      List<String> optional,
      @Nullable LlmCredentials sent,
      Function<SealedSecrets, ApiException> lacking) {
    SealedSecrets found =
        find(release, workspace, required, joined(optional, keyNames(release, sent)));
    if (!found.missing().isEmpty() || !found.withheld().isEmpty()) {
      throw lacking.apply(found);
    }
    ProgramModel model = of(release, workspace, found.names(), sent);
    // Of several providers' keys only that of the one that is asked
    List<String> used =
        model == null || model.secret() == null ? List.of() : List.of(model.secret());
    return new GivenSecrets(
        found.only(Set.copyOf(joined(joined(required, optional), used))), model);
  }

  private SealedSecrets find(
      Release release, UUID workspace, List<String> required, List<String> optional) {
    return required.isEmpty() && optional.isEmpty()
        ? SealedSecrets.none(workspace)
        : vault.find(
            workspace,
            new Secrets.Recipient(release.workspaceId(), release.org(), release.name()),
            required,
            optional);
  }

  private static List<String> joined(List<String> some, List<String> others) {
    return Stream.concat(some.stream(), others.stream()).distinct().toList();
  }

  /** The names under which the vault may have a key that this run is given; none when one came. */
  public List<String> keyNames(Release release, @Nullable LlmCredentials sent) {
    if (!isProgram(release) || hasKey(sent)) {
      return List.of();
    }
    LlmProvider asked = sent == null ? null : sent.provider();
    return release.namedProviders().stream()
        .flatMap(wire -> LlmProvider.of(wire).stream())
        .filter(provider -> asked == null || provider == asked)
        .flatMap(provider -> provider.keyNames().stream())
        .toList();
  }

  /** The names of secrets that the key of this call stands for: the vault is not asked for them. */
  public Set<String> brought(Release release, @Nullable LlmCredentials sent) {
    return isProgram(release) && hasKey(sent)
        ? Set.copyOf(Objects.requireNonNull(chosen(release, sent)).keyNames())
        : Set.of();
  }

  /**
   * The model that this run is told to ask.
   *
   * @param workspace whose vault it is: the caller's
   * @param there the names of what the vault gives this run
   * @return null when the version says of no provider that it asks one, and the call neither
   * @throws io.orchagent.platform.errors.ApiException LLM_KEY_REQUIRED when there is no key
   */
  public @Nullable ProgramModel of(
      Release release, UUID workspace, Set<String> there, @Nullable LlmCredentials sent) {
    if (!isProgram(release)) {
      return null;
    }
    LlmProvider chosen = chosen(release, sent);
    if (chosen != null) {
      boolean named = release.namedProviders().contains(chosen.wire());
      if (named && !hasKey(sent) && !isReady(chosen, there)) {
        throw keyRequired(release, workspace, List.of(chosen));
      }
      return model(release, chosen, there, sent);
    }
    List<LlmProvider> named = providers(release.namedProviders().stream());
    Optional<LlmProvider> first =
        (named.isEmpty() ? ofSecrets(there) : named)
            .stream().filter(provider -> isReady(provider, there)).findFirst();
    if (first.isEmpty() && !named.isEmpty()) {
      throw keyRequired(release, workspace, named);
    }
    return first.map(provider -> model(release, provider, there, sent)).orElse(null);
  }

  private ProgramModel model(
      Release release, LlmProvider provider, Set<String> there, @Nullable LlmCredentials sent) {
    String key = sent == null ? null : sent.apiKey();
    String asked = sent == null ? null : sent.model();
    String secret = key == null ? ModelChoices.secret(provider, there) : null;
    return new ProgramModel(
        provider,
        ModelChoices.model(release, provider, asked, llms),
        secret,
        key,
        Stream.concat(
                Stream.of(provider.keyNames().getFirst()),
                // A program that declares its key finds it under that name, a sent one likewise
                secret == null ? declared(release, provider) : Stream.of(secret))
            .distinct()
            .toList());
  }

  private static Stream<String> declared(Release release, LlmProvider provider) {
    return Stream.concat(release.requiredSecrets().stream(), release.optionalSecrets().stream())
        .filter(provider.keyNames()::contains);
  }

  private static @Nullable LlmProvider chosen(Release release, @Nullable LlmCredentials sent) {
    return sent == null ? null : ModelChoices.chosen(sent, ModelChoices.supported(release));
  }

  /** What a version that names no provider is given all the same: it declares the key by name. */
  private static List<LlmProvider> ofSecrets(Set<String> there) {
    return Stream.of(LlmProvider.values())
        .filter(provider -> ModelChoices.secret(provider, there) != null)
        .toList();
  }

  private static boolean isReady(LlmProvider provider, Set<String> there) {
    return !provider.needsKey() || ModelChoices.secret(provider, there) != null;
  }

  private static List<LlmProvider> providers(Stream<String> wires) {
    return wires.flatMap(wire -> LlmProvider.of(wire).stream()).toList();
  }

  private static boolean isProgram(Release release) {
    return Agent.CODE_RUNTIME.equals(release.engine());
  }

  private static boolean hasKey(@Nullable LlmCredentials sent) {
    return sent != null && sent.apiKey() != null;
  }

  private static RuntimeException keyRequired(
      Release release, UUID workspace, List<LlmProvider> providers) {
    return release.workspaceId().equals(workspace)
        ? ModelErrors.keyRequired(providers)
        : ModelErrors.keyNotAllowed(providers, release.org() + "/" + release.name());
  }
}
