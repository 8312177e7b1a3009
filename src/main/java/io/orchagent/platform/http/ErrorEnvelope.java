package io.orchagent.platform.http;

import io.orchagent.platform.errors.ApiException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What every failure looks like. */
@RegisterForReflection
public record ErrorEnvelope(Map<String, Object> error, Map<String, Object> metadata) {

  static ErrorEnvelope of(ApiException failure, String requestId) {
    return of(failure, requestId, Map.of());
  }

  static ErrorEnvelope of(
      ApiException failure, String requestId, Map<String, Object> furtherMetadata) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", failure.code());
    error.put("message", failure.publicMessage());
    error.put("is_retryable", failure.retryable());
    if (!failure.fields().isEmpty()) {
      error.put("fields", failure.fields());
    }
    if (failure.kind().status() == 429) {
      failure.retryAfter().ifPresent(w -> error.put("suggested_wait_time", w.toSeconds()));
    }
    error.putAll(failure.extras());
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("request_id", requestId);
    metadata.putAll(furtherMetadata);
    metadata.putAll(failure.metadata());
    return new ErrorEnvelope(error, metadata);
  }
}
