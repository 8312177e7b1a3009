package io.orchagent.platform.http.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.http.Warning;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is given again.
 *
 * @param status of HTTP
 * @param data the answer's {@code data} as JSON text; null for a failure
 * @param rest warnings, metadata, and the failure, as JSON text
 */
public record KeptAnswer(int status, @Nullable String data, String rest) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  public static KeptAnswer success(
      int status, String data, List<Warning> warnings, Map<String, Object> metadata) {
    ObjectNode rest = NODES.objectNode();
    for (Warning warning : warnings) {
      rest.withArray("warnings")
          .addObject()
          .put("code", warning.code())
          .put("field", warning.field())
          .put("message", warning.message());
    }
    rest.set("metadata", JSON.valueToTree(metadata));
    return new KeptAnswer(status, data, rest.toString());
  }

  public static KeptAnswer failure(ApiException failure, Map<String, Object> metadata) {
    ObjectNode error = NODES.objectNode();
    error.put("code", failure.code());
    error.put("message", failure.publicMessage());
    error.put("retryable", failure.retryable());
    failure.retryAfter().ifPresent(wait -> error.put("retry_after_ms", wait.toMillis()));
    for (FieldError field : failure.fields()) {
      error.withArray("fields").addObject().put(field.field(), field.message());
    }
    error.set("extras", JSON.valueToTree(failure.extras()));
    Map<String, Object> all = new LinkedHashMap<>(metadata);
    all.putAll(failure.metadata());
    ObjectNode rest = NODES.objectNode();
    rest.set("error", error);
    rest.set("metadata", JSON.valueToTree(all));
    return new KeptAnswer(failure.kind().status(), null, rest.toString());
  }

  /** Puts warnings and metadata into the answer under way, and says that it is a repeated one. */
  public void describe(RequestContext request) {
    JsonNode tree = tree();
    for (JsonNode warning : tree.path("warnings")) {
      request.warn(
          new Warning(
              warning.path("code").asText(),
              warning.path("field").textValue(),
              warning.path("message").asText()));
    }
    tree.path("metadata").properties().forEach(m -> request.metadata(m.getKey(), m.getValue()));
    request.metadata("deduplicated", true);
  }

  /** The failure that the first request was answered with. */
  public Optional<ApiException> failure() {
    JsonNode error = tree().path("error");
    if (error.isMissingNode()) {
      return Optional.empty();
    }
    ErrorKind kind =
        Arrays.stream(ErrorKind.values())
            .filter(known -> known.status() == status)
            .findFirst()
            .orElse(ErrorKind.INTERNAL);
    ApiException.Builder builder =
        ApiException.of(kind, error.path("code").asText(), error.path("message").asText())
            .fields(fields(error));
    if (error.path("retryable").asBoolean()) {
      builder.retryable();
    }
    if (error.has("retry_after_ms")) {
      builder.retryAfter(Duration.ofMillis(error.path("retry_after_ms").asLong()));
    }
    error.path("extras").properties().forEach(e -> builder.with(e.getKey(), e.getValue()));
    return Optional.of(builder.build());
  }

  private static List<FieldError> fields(JsonNode error) {
    return StreamSupport.stream(error.path("fields").spliterator(), false)
        .flatMap(field -> field.properties().stream())
        .map(field -> new FieldError(field.getKey(), field.getValue().asText()))
        .toList();
  }

  private JsonNode tree() {
    try {
      return JSON.readTree(rest);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was kept can be read", e);
    }
  }
}
