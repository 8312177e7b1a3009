package io.orchagent.agents.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.StorableJson;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a schema must hold to before any validator sees it: bounded, closed (no reference leaves
 * it), and evaluated in bounded time wherever it is applied to one value.
 */
final class SchemaShape {
  static final int MAX_BYTES = 256 * 1024;
  static final int MAX_DEPTH = 32;

  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final int MAX_PROBLEMS = 20;

  /** How many schemas one value may have to be compared with, references followed. */
  private static final long MAX_APPLIED = 5_000;

  private static final int MAX_CHAIN = 200;

  /** Steps of all patterns together: some megabytes once they are compiled. */
  private static final long MAX_PATTERNS = 50_000;

  private static final Set<String> NAMED_SCHEMAS =
      Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

  /** Their content is data, whatever it looks like. */
  private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

  private static final List<String> IN_PLACE_LISTS = List.of("allOf", "anyOf", "oneOf");
  private static final List<String> IN_PLACE = List.of("not", "if", "then", "else");

  private final ObjectNode root;
  private final String field;
  private final List<FieldError> problems = new ArrayList<>();
  private final Map<JsonNode, Long> applied = new IdentityHashMap<>();
  private final Set<JsonNode> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<JsonNode> schemas = new ArrayList<>();
  private final Map<String, JsonNode> anchors = new HashMap<>();

  private long patternSize;

  private SchemaShape(String field, ObjectNode root) {
    this.field = field;
    this.root = root;
  }

  static List<FieldError> problems(String field, ObjectNode schema) {
    SchemaShape shape = new SchemaShape(field, schema);
    if (depth(schema, 1) > MAX_DEPTH) {
      return List.of(new FieldError(field, "must not be nested deeper than 32 levels"));
    }
    if (schema.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return List.of(new FieldError(field, "must be at most 256 KiB"));
    }
    StorableJson.problem(schema).ifPresent(what -> shape.problem(field, what));
    shape.visit(schema, field, true);
    if (shape.problems.isEmpty() && shape.patternSize > MAX_PATTERNS) {
      shape.problem(
          field,
          "has patterns that have more than 50,000 steps together when written out; say lengths"
              + " with minLength and maxLength");
    }
    if (shape.problems.isEmpty()) {
      shape.checkReferences();
    }
    if (shape.problems.isEmpty()) {
      shape.checkCost();
    }
    return shape.problems;
  }

  /** Steps of all its patterns, written out. */
  static long patternSize(ObjectNode schema) {
    SchemaShape shape = new SchemaShape("", schema);
    shape.visit(schema, "", true);
    return shape.patternSize;
  }

  private static int depth(JsonNode node, int level) {
    if (level > MAX_DEPTH) {
      return level;
    }
    int deepest = node.isContainerNode() ? level : level - 1;
    for (JsonNode child : node) {
      deepest = Math.max(deepest, depth(child, level + 1));
    }
    return deepest;
  }

  private void problem(String where, String what) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new FieldError(where.length() <= 200 ? where : where.substring(0, 200), what));
    }
  }

  private void visit(JsonNode node, String where, boolean schema) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        visit(node.get(i), where + "[" + i + "]", schema);
      }
      return;
    }
    if (!(node instanceof ObjectNode object)) {
      return;
    }
    if (schema) {
      schemas.add(object);
      checkKeywords(object, where);
    }
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String name = entry.getKey();
      String there = where + "." + name;
      if (schema && name.equals("patternProperties")) {
        entry.getValue().fieldNames().forEachRemaining(pattern -> checkPattern(pattern, there));
      }
      if (!schema) {
        visit(entry.getValue(), there, true);
      } else if (!DATA.contains(name)) {
        visit(entry.getValue(), there, !NAMED_SCHEMAS.contains(name));
      }
    }
  }

  private void checkKeywords(ObjectNode schema, String where) {
    JsonNode dialect = schema.get("$schema");
    if (dialect != null && !dialect.asText().replace("#", "").equals(DIALECT)) {
      problem(where + ".$schema", "must be " + DIALECT + ", or left out");
    }
    for (String keyword : List.of("$ref", "$dynamicRef")) {
      JsonNode reference = schema.get(keyword);
      if (reference != null && !reference.asText().startsWith("#")) {
        problem(where + "." + keyword, "must point into this schema (#/…): nothing is fetched");
      }
    }
    if (schema != root && schema.has("$id")) {
      problem(where + ".$id", "is only for the top of a schema");
    }
    for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
      if (schema.path(keyword).isTextual()) {
        anchors.put(schema.get(keyword).asText(), schema);
      }
    }
    if (schema.path("pattern").isTextual()) {
      checkPattern(schema.get("pattern").asText(), where + ".pattern");
    }
  }

  private void checkPattern(String pattern, String where) {
    LinearPatterns.problem(pattern).ifPresent(what -> problem(where, what));
    patternSize = Math.min(patternSize + PatternSize.of(pattern), PatternSize.ENDLESS);
  }

  private void checkReferences() {
    for (JsonNode schema : schemas) {
      for (String keyword : List.of("$ref", "$dynamicRef")) {
        if (schema.has(keyword) && target(schema.get(keyword).asText()) == null) {
          problem(field, "has a reference that leads nowhere: " + shown(schema.get(keyword)));
        }
      }
    }
  }

  private static String shown(JsonNode reference) {
    String text = reference.asText();
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  private @Nullable JsonNode target(String reference) {
    String fragment = reference.substring(1);
    if (fragment.isEmpty()) {
      return root;
    }
    if (!fragment.startsWith("/")) {
      return anchors.get(fragment);
    }
    try {
      String pointer = URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
      JsonNode found = root.at(pointer);
      return found.isObject() || found.isBoolean() ? found : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** A schema that comes back to itself without going into the value would never end. */
  private void checkCost() {
    for (JsonNode schema : schemas) {
      if (cost(schema, 0) > MAX_APPLIED) {
        problem(
            field,
            "compares a single value with more than 5,000 schemas, or with itself without end;"
                + " simplify its references");
        return;
      }
    }
  }

  private long cost(JsonNode schema, int level) {
    Long known = applied.get(schema);
    if (known != null) {
      return known;
    }
    if (level > MAX_CHAIN || !open.add(schema)) {
      return MAX_APPLIED + 1;
    }
    long total = 1;
    for (JsonNode next : appliedInPlace(schema)) {
      total = Math.min(total + cost(next, level + 1), MAX_APPLIED + 1);
    }
    open.remove(schema);
    applied.put(schema, total);
    return total;
  }

  private List<JsonNode> appliedInPlace(JsonNode schema) {
    List<JsonNode> next = new ArrayList<>();
    for (String keyword : IN_PLACE_LISTS) {
      schema.path(keyword).forEach(next::add);
    }
    schema.path("dependentSchemas").forEach(next::add);
    for (String keyword : IN_PLACE) {
      if (schema.has(keyword)) {
        next.add(schema.get(keyword));
      }
    }
    for (String keyword : List.of("$ref", "$dynamicRef")) {
      JsonNode target = schema.has(keyword) ? target(schema.get(keyword).asText()) : null;
      if (target != null) {
        next.add(target);
      }
    }
    return next;
  }
}
