package io.orchagent.agents;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.PatchField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may change after publishing: defaults, and how a change is carried out. */
public final class Settings {
  public static final String ENDPOINT = "run";
  public static final int TIMEOUT_SECONDS = 60;

  private Settings() {}

  /** A loop needs a provider with tool calling; a single call takes any. */
  public static String[] providers(@Nullable List<String> sent, @Nullable String engine) {
    if (sent != null && !sent.isEmpty()) {
      return sent.toArray(String[]::new);
    }
    return Agent.MANAGED_LOOP.equals(engine)
        ? new String[] {"openai", "anthropic", "gemini", "ollama"}
        : new String[] {"any"};
  }

  /** Does it touch what only owners decide? */
  static boolean needsOwner(AgentApi.Patch patch) {
    return patch.isPublic().present() || patch.pricePerCallCents().present();
  }

  static void apply(AgentApi.Patch patch, Agent agent, AgentSpecs specs) {
    List<FieldError> wrong = new ArrayList<>();
    Problems timeout = new Problems();
    timeout.timeout(patch.timeoutSeconds().value(), agent.runMode.equals("always_on"));
    wrong.addAll(timeout.all());
    notNull("is_public", patch.isPublic(), wrong);
    notNull("allow_local_download", patch.allowLocalDownload(), wrong);
    Instant deprecated = changed(patch.deprecatedAt(), agent.deprecatedAt);
    Instant sunset = changed(patch.sunsetAt(), agent.sunsetAt);
    if (sunset != null && (deprecated == null || sunset.isBefore(deprecated))) {
      wrong.add(new FieldError("sunset_at", "must not be before deprecated_at, which it needs"));
    }
    if (!wrong.isEmpty()) {
      throw Errors.invalid(wrong);
    }
    agent.deprecatedAt = deprecated;
    agent.sunsetAt = sunset;
    patch.description().ifPresent(value -> agent.description = value);
    patch.tags().ifPresent(value -> agent.tags = texts(value));
    patch.isPublic().ifPresent(value -> agent.isPublic = Boolean.TRUE.equals(value));
    patch
        .allowLocalDownload()
        .ifPresent(value -> agent.allowLocalDownload = Boolean.TRUE.equals(value));
    patch
        .defaultEndpoint()
        .ifPresent(value -> agent.defaultEndpoint = value == null ? ENDPOINT : value);
    patch
        .timeoutSeconds()
        .ifPresent(value -> agent.timeoutSeconds = value == null ? TIMEOUT_SECONDS : value);
    patch
        .supportedProviders()
        .ifPresent(value -> agent.supportedProviders = providers(value, agent.executionEngine));
    patch
        .defaultModels()
        .ifPresent(value -> agent.defaultModels = specs.write(value == null ? Map.of() : value));
    patch
        .pricePerCallCents()
        .ifPresent(value -> agent.pricePerCallCents = value == null ? 0 : value);
  }

  private static void notNull(String field, PatchField<Boolean> sent, List<FieldError> wrong) {
    if (sent.present() && sent.value() == null) {
      wrong.add(new FieldError(field, "must be true or false"));
    }
  }

  private static @Nullable Instant changed(PatchField<Instant> sent, @Nullable Instant now) {
    return sent.present() ? sent.value() : now;
  }

  private static String[] texts(@Nullable List<String> sent) {
    return sent == null ? new String[0] : sent.toArray(String[]::new);
  }
}
