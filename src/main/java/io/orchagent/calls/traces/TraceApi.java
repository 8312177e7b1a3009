package io.orchagent.calls.traces;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The answers about traces. */
public final class TraceApi {
  private TraceApi() {}

  /** One step of a run. */
  @Schema(name = "TraceEvent", description = "One step of a run that asks models")
  @RegisterForReflection
  public record Event(
      @Schema(description = "Its number in the run, from 1") int sequenceNo,
      @Schema(
              description = "What happened",
              enumeration = {
                "llm_call_started",
                "llm_call_succeeded",
                "llm_call_failed",
                "tool_call_started",
                "tool_call_succeeded",
                "tool_call_failed",
                "decision",
                "fallback_transition",
                "policy_violation",
                "error"
              })
          String eventType,
      @Schema(
              description =
                  "What was said in it, secrets masked; `truncated` is true where that was cut."
                      + " Null for agents of other workspaces whose inside is not open",
              type = SchemaType.OBJECT,
              implementation = Object.class)
          @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable Object payload,
      @Schema(description = "Provider of the model that it is about", examples = "openai")
          @Nullable String provider,
      @Schema(description = "The model that it is about") @Nullable String model,
      @Schema(description = "Tokens that the model read") @Nullable Long tokenInput,
      @Schema(description = "Tokens that the model wrote") @Nullable Long tokenOutput,
      @Schema(
              description =
                  "Cost of the call in US dollars, as a decimal string; null when unknown",
              type = SchemaType.STRING)
          @Nullable String costUsd,
      @Schema(description = "How long it took, in milliseconds") @Nullable Long durationMs,
      @Schema(description = "When it happened") Instant createdAt) {}
}
