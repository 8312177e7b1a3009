package io.orchagent.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.errors.FieldError;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Compares a JSON tree with a request record before it is bound: unknown fields and wrong types are
 * collected, and taken out of the tree, so that the rest can still be bound and validated and the
 * caller hears of everything at once.
 */
final class StrictShape {
  private static final PropertyNamingStrategies.SnakeCaseStrategy SNAKE =
      new PropertyNamingStrategies.SnakeCaseStrategy();

  /** A body of ten megabytes can hold millions of mistakes; nobody reads so many. */
  private static final int MAX_ERRORS = 500;

  private static final int MAX_UNKNOWN = 100;

  private final List<FieldError> errors = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();

  /** Wrong types. */
  List<FieldError> errors() {
    return errors;
  }

  /** Unknown fields, at any level. */
  List<String> unknown() {
    return unknown;
  }

  static String snake(String camel) {
    return SNAKE.translate(camel);
  }

  void check(ObjectNode tree, Class<?> record) {
    checkObject(tree, record, "");
  }

  /** Whether all of its known fields fit; those that don't, and the unknown, are taken out. */
  private boolean checkObject(ObjectNode tree, Class<?> record, String path) {
    Map<String, RecordComponent> known =
        Arrays.stream(record.getRecordComponents())
            .collect(Collectors.toMap(c -> snake(c.getName()), c -> c));
    Iterator<Map.Entry<String, JsonNode>> fields = tree.properties().iterator();
    List<String> wrong = new ArrayList<>();
    List<String> unasked = new ArrayList<>();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      RecordComponent component = known.get(field.getKey());
      String name = path + field.getKey();
      if (component == null) {
        if (unknown.size() < MAX_UNKNOWN) {
          unknown.add(shortened(name));
        }
        unasked.add(field.getKey());
      } else if (!fits(field.getValue(), component.getGenericType(), name)) {
        wrong.add(field.getKey());
      }
    }
    tree.remove(wrong);
    tree.remove(unasked);
    return wrong.isEmpty();
  }

  private static String shortened(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100) + "…";
  }

  private boolean fits(JsonNode value, Type type, String name) {
    if (type instanceof ParameterizedType generic) {
      return fitsGeneric(value, generic, name);
    }
    Class<?> raw = (Class<?>) type;
    if (value.isNull() && !raw.isPrimitive()) {
      return true;
    }
    if (JsonNode.class.isAssignableFrom(raw)) {
      return raw == JsonNode.class || expect(raw.isInstance(value), name, "must be an object");
    }
    if (raw.isRecord()) {
      if (!(value instanceof ObjectNode object)) {
        return expect(false, name, "must be an object");
      }
      return checkObject(object, raw, name + ".");
    }
    return raw == Object.class || fitsScalar(value, raw, name);
  }

  private boolean fitsGeneric(JsonNode value, ParameterizedType type, String name) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (raw == PatchField.class) {
      return fits(value, arguments[0], name);
    }
    if (value.isNull()) {
      return true;
    }
    boolean all = true;
    if (raw == List.class) {
      if (!value.isArray()) {
        return expect(false, name, "must be a list");
      }
      for (int i = 0; i < value.size(); i++) {
        String item = name + "[" + i + "]";
        all &=
            expect(!value.get(i).isNull(), item, "must not be null")
                && fits(value.get(i), arguments[0], item);
      }
      return all;
    }
    if (!value.isObject()) {
      return expect(false, name, "must be an object");
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      all &= fits(entry.getValue(), arguments[1], name + "." + shortened(entry.getKey()));
    }
    return all;
  }

  private boolean fitsScalar(JsonNode value, Class<?> raw, String name) {
    if (raw == String.class) {
      return expect(value.isTextual(), name, "must be text") && storable(value.textValue(), name);
    }
    if (raw == Boolean.class || raw == boolean.class) {
      return expect(value.isBoolean(), name, "must be true or false");
    }
    if (raw == Integer.class || raw == int.class) {
      return expect(
          value.isIntegralNumber() && value.canConvertToInt(), name, "must be a whole number");
    }
    if (raw == Long.class || raw == long.class) {
      return expect(
          value.isIntegralNumber() && value.canConvertToLong(), name, "must be a whole number");
    }
    if (raw == BigDecimal.class) {
      return expect(value.isNumber(), name, "must be a number");
    }
    if (raw == UUID.class) {
      return expect(
          value.isTextual() && PathId.tryParse(value.textValue()).isPresent(),
          name,
          "must be a UUID");
    }
    if (raw == Instant.class) {
      return expect(isInstant(value), name, "must be a time like 2026-01-31T09:00:00Z");
    }
    throw new IllegalStateException("no strict reading for " + raw);
  }

  private boolean storable(String text, String name) {
    String problem = StorableJson.problem(text).orElse(null);
    return problem == null || expect(false, name, problem);
  }

  private static boolean isInstant(JsonNode value) {
    try {
      return value.isTextual() && Instant.parse(value.textValue()) != null;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private boolean expect(boolean holds, String name, String message) {
    if (!holds && errors.size() < MAX_ERRORS) {
      errors.add(new FieldError(shortened(name), message));
    }
    return holds;
  }
}
