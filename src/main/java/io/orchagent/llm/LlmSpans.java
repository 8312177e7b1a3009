package io.orchagent.llm;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.orchagent.llm.LlmException.Kind;
import io.orchagent.platform.telemetry.Tracing;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is told of requests to models: their meters, and their spans where somebody traces. */
@Singleton
class LlmSpans {
  private final LlmMetrics metrics;
  private final Tracing tracing;

  LlmSpans(LlmMetrics metrics, Tracing tracing) {
    this.metrics = metrics;
    this.tracing = tracing;
  }

  void answered(ChatRequest request, @Nullable LlmUsage usage, long began) {
    metrics.answered(request.provider(), request.model(), usage, System.nanoTime() - began);
    if (tracing.isTraced()) {
      AttributesBuilder told = named(request);
      if (usage != null) {
        told.put(longKey("gen_ai.usage.input_tokens"), usage.input());
        told.put(longKey("gen_ai.usage.output_tokens"), usage.output());
      }
      tracing.asked("chat " + request.model(), began, told.build(), null);
    }
  }

  void failed(ChatRequest request, Kind kind, long began) {
    metrics.failed(request.provider(), request.model(), kind, System.nanoTime() - began);
    if (tracing.isTraced()) {
      String error = kind.name().toLowerCase(Locale.ROOT);
      tracing.asked("chat " + request.model(), began, named(request).build(), error);
    }
  }

  private static AttributesBuilder named(ChatRequest request) {
    return Attributes.builder()
        .put(stringKey("gen_ai.operation.name"), "chat")
        .put(stringKey("gen_ai.provider.name"), request.provider().telemetryName())
        .put(stringKey("gen_ai.request.model"), request.model());
  }
}
