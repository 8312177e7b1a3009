package io.orchagent.calls.models;

import io.orchagent.llm.LlmProvider;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import java.util.List;
import java.util.stream.Collectors;

/** Why a model is not asked, in words for the caller. */
final class ModelErrors {
  private ModelErrors() {}

  static ApiException missingFields(List<String> names) {
    return ApiException.of(
            ErrorKind.INVALID,
            "MISSING_INPUT_FIELDS",
            "The prompt has variables without a value: "
                + String.join(", ", names)
                + ". Send each of them in the input; null and empty text count as missing.")
        .fields(
            names.stream().map(name -> new FieldError(name, "is needed by the prompt")).toList())
        .build();
  }

  static ApiException promptTooLong() {
    return Errors.invalidField(
        "",
        "makes a prompt of more than 11 MiB: a variable stands in the agent's prompt many times");
  }

  static ApiException keyRequired(List<LlmProvider> supported) {
    return ApiException.of(
            ErrorKind.INVALID,
            "LLM_KEY_REQUIRED",
            "The agent calls a language model ("
                + words(supported)
                + ") and there is no key for it. An owner adds "
                + names(supported)
                + " with PUT /workspaces/{id}/secrets, or send llm_credentials {api_key, provider}"
                + " in the input.")
        .build();
  }

  /** An agent of another workspace, whose code is given the key only where the vault says so. */
  static ApiException keyNotAllowed(List<LlmProvider> named, String agent) {
    return ApiException.of(
            ErrorKind.INVALID,
            "LLM_KEY_REQUIRED",
            "The agent's program calls a language model ("
                + words(named)
                + ") with a key of your workspace, and there is none that it may have. The agent"
                + " belongs to another workspace and its program sees the key: an owner who trusts"
                + " it adds "
                + names(named)
                + " with PUT /workspaces/{id}/secrets and allowed_agents: [\""
                + agent
                + "\"], or send llm_credentials {api_key, provider} in the input.")
        .build();
  }

  static ApiException notSupported(LlmProvider asked, List<LlmProvider> supported) {
    return Errors.invalidField(
        LlmCredentials.FIELD + ".provider",
        "is " + asked.wire() + ", which this agent does not support; use " + words(supported));
  }

  private static String names(List<LlmProvider> providers) {
    return providers.stream()
        .map(provider -> provider.keyNames().getFirst())
        .collect(Collectors.joining(" or "));
  }

  private static String words(List<LlmProvider> providers) {
    return providers.stream().map(LlmProvider::wire).collect(Collectors.joining(", "));
  }
}
