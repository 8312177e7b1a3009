package io.orchagent.agents.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.FieldError;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.annotations.RegisterResourceBundle;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * JSON Schema 2020-12, for schemas that strangers wrote: nothing is fetched, patterns take linear
 * time, and neither a schema nor a value can make a validation run without end.
 */
@Singleton
@RegisterResourceBundle(bundleName = "jsv-messages")
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.SSMW") // the cache's kind
public class SchemaCheck {
  /** Of a schema. */
  public static final int MAX_BYTES = SchemaShape.MAX_BYTES;

  private static final int MAX_PROBLEMS = 50;

  /** Whoever publishes: all of them together. */
  private static final UUID PUBLISHERS = new UUID(0, 0);

  /** Keywords whose failure is about a property of the value they are applied to. */
  private static final Set<String> NAMING =
      Set.of("required", "additionalProperties", "unevaluatedProperties", "dependentRequired");

  private static final String NOT_VALID = "can't be used as a JSON Schema of draft 2020-12";

  private final JsonMapper json =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private final SchemaRegistry registry;
  private final Schema metaschema;
  private final Cache<String, Compiled> compiled =
      Caffeine.newBuilder()
          .maximumWeight(128L * 1024 * 1024)
          .<String, Compiled>weigher((text, known) -> known.bytes())
          .build();

  /** A schema, and roughly the room that it takes: many times that of its text. */
  private record Compiled(Schema schema, int bytes) {}

  private final LongComparisons places;

  SchemaCheck() {
    this(LongComparisons.ofThisMachine());
  }

  SchemaCheck(LongComparisons places) {
    this.places = places;
    SchemaRegistryConfig settings =
        SchemaRegistryConfig.builder()
            .regularExpressionFactory(new LinearPatterns())
            .locale(Locale.ENGLISH)
            .pathType(PathType.JSON_PATH)
            .formatAssertionsEnabled(false)
            .cacheRefs(false)
            .build();
    this.registry = registry(settings, false);
    this.metaschema =
        registry(settings, true).getSchema(SchemaLocation.of(Dialects.getDraft202012().getId()));
  }

  private static SchemaRegistry registry(SchemaRegistryConfig settings, boolean remembers) {
    return SchemaRegistry.withDialect(
        Dialects.getDraft202012(),
        builder ->
            builder
                .schemaRegistryConfig(settings)
                .schemaCacheEnabled(remembers)
                .schemaLoader(loader -> loader.fetchRemoteResources(false)));
  }

  /** What keeps this from being a schema that calls can be checked with; all of it at once. */
  public List<FieldError> checkSchema(String field, ObjectNode schema) {
    List<FieldError> problems = SchemaShape.problems(field, schema);
    if (!problems.isEmpty()) {
      return problems;
    }
    try {
      List<FieldError> against =
          answers(field, BoundedEvaluation.of(metaschema, schema, places, PUBLISHERS));
      if (!against.isEmpty()) {
        return against;
      }
      compile(schema);
      return List.of();
    } catch (ApiException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      return List.of(new FieldError(field, NOT_VALID));
    }
  }

  /**
   * What a value breaks of a schema that was published.
   *
   * @param owner the workspace whose schema it is
   * @param schema as it was stored
   * @throws ApiException when it takes long and there is no place for that right now
   */
  public List<FieldError> validate(UUID owner, String schema, JsonNode value) {
    Schema known = compiled.get(schema, this::parse).schema();
    try {
      return answers("", BoundedEvaluation.of(known, value, places, owner));
    } catch (BoundedEvaluation.ExceededException | StackOverflowError e) {
      return List.of(
          new FieldError("", "is too large or too deeply nested to be compared with the schema"));
    }
  }

  private Compiled parse(String text) {
    try {
      ObjectNode tree = (ObjectNode) json.readTree(text);
      long bytes = 5_000L + 30L * text.length() + 100L * SchemaShape.patternSize(tree);
      return new Compiled(compile(tree), (int) Math.min(bytes, Integer.MAX_VALUE));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored schema is not JSON", e);
    }
  }

  /** Without its own address, so that no schema can take the place of another. */
  private Schema compile(ObjectNode schema) {
    ObjectNode anonymous = schema.deepCopy();
    anonymous.remove(List.of("$id", "$schema"));
    Schema built = registry.getSchema(anonymous);
    built.initializeValidators();
    return built;
  }

  private static List<FieldError> answers(String field, List<Error> errors) {
    return errors.stream()
        .limit(MAX_PROBLEMS)
        .map(error -> new FieldError(path(field, error), message(error)))
        .distinct()
        .toList();
  }

  /** {@code $.a[0].b} becomes {@code a[0].b}, under the field it is about. */
  private static String path(String field, Error error) {
    String path = String.valueOf(error.getInstanceLocation());
    String inside = path.startsWith("$.") ? path.substring(2) : path.substring(1);
    String named = error.getProperty();
    boolean separate = !field.isEmpty() && !inside.isEmpty() && !inside.startsWith("[");
    String whole = field + (separate ? "." : "") + inside;
    if (named != null && NAMING.contains(error.getKeyword())) {
      whole = whole.isEmpty() ? named : whole + "." + named;
    }
    return whole.length() <= 200 ? whole : whole.substring(0, 200) + "…";
  }

  private static String message(Error error) {
    String message = error.getMessage();
    return message.length() <= 300 ? message : message.substring(0, 300) + "…";
  }
}
