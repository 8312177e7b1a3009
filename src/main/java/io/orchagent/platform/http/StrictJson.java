package io.orchagent.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads JSON that strangers sent: bounded, without duplicates, and telling all failures at once.
 */
@Singleton
public class StrictJson {
  /** Bytes of a JSON body, an agent's input too. */
  public static final int MAX_BYTES = 10 * 1024 * 1024;

  /** Nested objects and arrays. */
  public static final int MAX_DEPTH = 200;

  private final ObjectMapper trees;
  private final ObjectMapper records;
  private final Validator validator;
  private final List<BodyRules<?>> rules;

  StrictJson(ObjectMapper records, Validator validator, @All List<BodyRules<?>> rules) {
    this.records = records;
    this.validator = validator;
    this.rules = rules;
    this.trees =
        JsonBuffers.mapper()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // 1.0 stays 1.0: to an agent's code it is another type than 1
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    trees
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(MAX_BYTES)
                .maxNameLength(50_000)
                .maxNumberLength(1_000)
                .build());
  }

  /** Any JSON document. */
  public JsonNode tree(byte[] body) {
    try {
      JsonNode tree = trees.readTree(body);
      if (tree == null || tree.isMissingNode()) {
        throw Errors.invalid("The body is empty; send a JSON document.");
      }
      return tree;
    } catch (StreamConstraintsException e) {
      throw Errors.invalid(
          "The JSON is nested deeper than "
              + MAX_DEPTH
              + " levels, or has a name or number that is too long.");
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr();
      throw Errors.invalid("The body is not valid JSON" + where + ". Check quotes and commas.");
    } catch (IOException e) {
      throw Errors.invalid("The body is not valid JSON in UTF-8.");
    }
  }

  /** A JSON object. */
  public ObjectNode object(byte[] body) {
    if (tree(body) instanceof ObjectNode object) {
      return object;
    }
    throw Errors.invalid("The body must be a JSON object.");
  }

  /** A request record, or INVALID_INPUT with every unknown field, wrong type and broken rule. */
  public <T> T read(byte[] body, Class<T> type, RequestContext request) {
    Checked<T> checked = check(body, type);
    checked.warnings().forEach(request::warn);
    if (!checked.errors().isEmpty()) {
      throw Errors.invalid(checked.errors());
    }
    return checked.body();
  }

  /** The same without failing on what the record's own rules refuse. */
  public <T> Checked<T> check(byte[] body, Class<T> type) {
    ObjectNode tree = object(body);
    StrictShape shape = new StrictShape();
    shape.check(tree, type);
    List<FieldError> errors = new ArrayList<>(shape.errors());
    List<Warning> warnings = new ArrayList<>();
    boolean lenient = type.isAnnotationPresent(LenientUnknown.class);
    for (String field : shape.unknown()) {
      if (lenient) {
        warnings.add(
            new Warning("UNKNOWN_FIELD", field, "Not a field of this request; it was ignored."));
      } else {
        errors.add(new FieldError(field, "unknown field"));
      }
    }
    T record = bind(tree, type);
    for (FieldError broken : violations(record)) {
      if (errors.stream().noneMatch(e -> e.field().equals(broken.field()))) {
        errors.add(broken);
      }
    }
    errors.sort(Comparator.comparing(FieldError::field));
    return new Checked<>(record, List.copyOf(errors), List.copyOf(warnings));
  }

  private <T> T bind(ObjectNode tree, Class<T> type) {
    try {
      return records.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      // The shape was checked: what is left is a value that Jackson alone refuses.
      String path =
          e instanceof com.fasterxml.jackson.databind.JsonMappingException mapping
              ? mapping.getPath().stream()
                  .map(r -> String.valueOf(r.getFieldName()))
                  .collect(Collectors.joining("."))
              : "body";
      throw Errors.invalidField(path, "has a value that can't be read");
    }
  }

  private <T> List<FieldError> violations(T record) {
    Stream<FieldError> annotated =
        validator.validate(record).stream().map(v -> new FieldError(wirePath(v), v.getMessage()));
    Stream<FieldError> ruled =
        rules.stream()
            .filter(r -> r.body().isInstance(record))
            .flatMap(r -> problems(r, record).stream());
    return Stream.concat(annotated, ruled).toList();
  }

  private static <B> List<FieldError> problems(BodyRules<B> rules, Object body) {
    return rules.problems(rules.body().cast(body));
  }

  private static String wirePath(ConstraintViolation<?> violation) {
    StringBuilder path = new StringBuilder();
    StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
        .forEach(
            node -> {
              if (node.isInIterable() && node.getIndex() != null) {
                path.append('[').append(node.getIndex()).append(']');
              }
              if (node.getName() != null && !node.getName().startsWith("<")) {
                path.append(path.isEmpty() ? "" : ".").append(StrictShape.snake(node.getName()));
              }
            });
    return path.toString();
  }
}
