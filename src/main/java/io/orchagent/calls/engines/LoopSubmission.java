package io.orchagent.calls.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.agents.schemas.SchemaCheck;
import io.orchagent.platform.errors.FieldError;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a result is submitted: as the arguments themselves, or, since those have to be a plain
 * object, as one of them.
 *
 * @param schema of the result; null for anything
 */
record LoopSubmission(@Nullable String schema) {
  private static final String RESULT = "result";
  private static final List<String> COMPOSED = List.of("anyOf", "oneOf", "allOf", "$ref");

  /** A schema that providers take for arguments. */
  String toolSchema() {
    if (schema == null) {
      return "{\"type\":\"object\",\"additionalProperties\":true}";
    }
    if (isPlain()) {
      return schema;
    }
    ObjectNode inner = (ObjectNode) AgentOutput.of(schema).tree();
    ObjectNode outer = JsonNodeFactory.instance.objectNode().put("type", "object");
    if (inner.has("$defs")) {
      outer.set("$defs", inner.get("$defs"));
    }
    inner.remove(List.of("$defs", "$schema", "$id"));
    outer.putObject("properties").set(RESULT, inner);
    outer.putArray("required").add(RESULT);
    return outer.toString();
  }

  private boolean isPlain() {
    JsonNode tree = AgentOutput.of(String.valueOf(schema)).tree();
    return tree.path("type").asText().equals("object") && COMPOSED.stream().noneMatch(tree::has);
  }

  JsonNode data(ObjectNode arguments) {
    return schema == null || isPlain() ? arguments : arguments.path(RESULT);
  }

  List<FieldError> problems(SchemaCheck schemas, UUID owner, JsonNode data) {
    if (data.isMissingNode()) {
      return List.of(new FieldError(RESULT, "is missing"));
    }
    return schema == null ? List.of() : schemas.validate(owner, schema, data);
  }

  /** A schema of arguments with a type, which providers want to see. */
  static String object(String schema) {
    ObjectNode tree = (ObjectNode) AgentOutput.of(schema).tree();
    return tree.path("type").asText().equals("object")
        ? schema
        : tree.put("type", "object").toString();
  }

  static String listed(List<FieldError> problems) {
    return problems.stream()
        .limit(20)
        .map(p -> "- " + (p.field().isEmpty() ? "all of it" : p.field()) + ": " + p.message())
        .collect(Collectors.joining("\n"));
  }
}
