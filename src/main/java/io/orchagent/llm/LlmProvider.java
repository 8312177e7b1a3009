package io.orchagent.llm;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Who offers models. The order is that in which they are tried. */
public enum LlmProvider {
  /** And everything else that speaks its API. */
  OPENAI("openai", true, List.of("OPENAI_API_KEY")),
  ANTHROPIC("anthropic", true, List.of("ANTHROPIC_API_KEY")),
  GEMINI(
      "gemini", true, List.of("GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY")),
  OLLAMA("ollama", false, List.of("OLLAMA_API_KEY"));

  private final String wire;
  private final boolean needsKey;
  private final List<String> keyNames;

  LlmProvider(String wire, boolean needsKey, List<String> keyNames) {
    this.wire = wire;
    this.needsKey = needsKey;
    this.keyNames = keyNames;
  }

  /** The spelling of the wire, of the database and of the configuration. */
  public String wire() {
    return wire;
  }

  /** False for what usually runs on a machine of one's own. */
  public boolean needsKey() {
    return needsKey;
  }

  /** Under which names its key may be kept; the first is the usual one. */
  public List<String> keyNames() {
    return keyNames;
  }

  /** Its name in OpenTelemetry's conventions, {@code gen_ai.provider.name}. */
  public String telemetryName() {
    return this == GEMINI ? "gcp.gemini" : wire;
  }

  public static Optional<LlmProvider> of(String wire) {
    return Arrays.stream(values()).filter(provider -> provider.wire.equals(wire)).findFirst();
  }
}
