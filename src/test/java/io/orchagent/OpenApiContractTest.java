package io.orchagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The document that the build makes is the one that is committed, and covers the published one. */
@Tag("gate")
@QuarkusTest
class OpenApiContractTest {
  private static final Path COMMITTED = Path.of("openapi.yaml");
  private static final Path COVERAGE = Path.of("src/test/resources/openapi-coverage.txt");

  private static JsonNode document() throws IOException {
    return new ObjectMapper().readTree(RestAssured.get("/openapi.json").asByteArray());
  }

  @Test
  void the_committed_document_is_the_one_that_is_served() throws IOException {
    String served = RestAssured.get("/openapi.yaml").asString();
    if (Boolean.getBoolean("update.docs")) {
      Files.writeString(COMMITTED, served);
    }
    assertThat(served)
        .as(
            "openapi.yaml is out of date: run ./mvnw test -Dtest=OpenApiContractTest -Dupdate.docs=true")
        .isEqualTo(Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "");
  }

  @Test
  void every_operation_is_told_in_full() throws IOException {
    List<String> missing = new ArrayList<>();
    Set<String> ids = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document().path("paths").properties()) {
      for (Map.Entry<String, JsonNode> entry : path.getValue().properties()) {
        JsonNode operation = entry.getValue();
        String name = entry.getKey() + " " + path.getKey();
        for (String part : List.of("operationId", "summary", "tags", "responses")) {
          if (operation.path(part).isEmpty() && operation.path(part).asText().isEmpty()) {
            missing.add(name + " has no " + part);
          }
        }
        if (!ids.add(operation.path("operationId").asText())) {
          missing.add(name + " repeats an operationId");
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(document().path("openapi").asText()).startsWith("3.1");
  }

  @Test
  void every_field_is_described() throws IOException {
    List<String> silent = new ArrayList<>();
    for (Map.Entry<String, JsonNode> schema :
        document().path("components").path("schemas").properties()) {
      for (Map.Entry<String, JsonNode> field : schema.getValue().path("properties").properties()) {
        if (!field.getValue().has("description")
            && !field.getValue().has("$ref")
            && !field.getValue().has("items")) {
          silent.add(schema.getKey() + "." + field.getKey());
        }
      }
    }
    assertThat(silent).isEmpty();
  }

  @Test
  void the_published_document_is_covered() throws IOException {
    JsonNode document = document();
    List<String> gaps = new ArrayList<>();
    int covered = 0;
    for (String line : Files.readAllLines(COVERAGE)) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split(" ?\\| ?", -1);
      String[] words = parts[0].split(" ");
      JsonNode operation =
          document
              .path("paths")
              .path(templated(words[1], document))
              .path(words[0].toLowerCase(java.util.Locale.ROOT));
      if (!parts[1].equals("now")) {
        if (!operation.isMissingNode()) {
          gaps.add(parts[0] + " is here: mark it 'now'");
        }
        continue;
      }
      covered++;
      if (!operation.path("operationId").asText().equals(words[2])) {
        gaps.add(parts[0] + " is missing or has another operationId");
        continue;
      }
      missing(parts[2], parameters(operation))
          .forEach(p -> gaps.add(parts[0] + " lacks parameter " + p));
      missing(parts[3], fields(operation.path("requestBody").path("content"), document))
          .forEach(f -> gaps.add(parts[0] + " lacks request field " + f));
      missing(parts[4], responseFields(operation, document))
          .forEach(f -> gaps.add(parts[0] + " lacks response field " + f));
    }
    assertThat(gaps).isEmpty();
    assertThat(covered).isPositive();
  }

  /** The names of path parameters may differ, their places may not. */
  private static String templated(String path, JsonNode document) {
    String shape = path.replaceAll("\\{[^}]*}", "{}");
    return StreamSupport.stream(
            ((Iterable<String>) () -> document.path("paths").fieldNames()).spliterator(), false)
        .filter(candidate -> candidate.replaceAll("\\{[^}]*}", "{}").equals(shape))
        .findFirst()
        .orElse(path);
  }

  private static List<String> missing(String wanted, Set<String> present) {
    return Arrays.stream(wanted.split(","))
        .filter(w -> !w.isBlank() && !w.startsWith("path:"))
        .filter(w -> !present.contains(w))
        .toList();
  }

  private static Set<String> parameters(JsonNode operation) {
    return StreamSupport.stream(operation.path("parameters").spliterator(), false)
        .map(p -> p.path("in").asText() + ":" + p.path("name").asText())
        .collect(Collectors.toSet());
  }

  private static Set<String> responseFields(JsonNode operation, JsonNode document) {
    Set<String> found = new TreeSet<>();
    operation
        .path("responses")
        .properties()
        .forEach(
            response -> {
              if (response.getKey().startsWith("2")) {
                found.addAll(fields(response.getValue().path("content"), document));
              }
            });
    return found;
  }

  /** Fields of the content itself and, below the envelope, of its data. */
  private static Set<String> fields(JsonNode content, JsonNode document) {
    Set<String> found = new TreeSet<>();
    content
        .properties()
        .forEach(
            media -> {
              JsonNode schema = resolved(media.getValue().path("schema"), document);
              schema.path("properties").fieldNames().forEachRemaining(found::add);
              JsonNode data = resolved(schema.path("properties").path("data"), document);
              JsonNode items = resolved(data.path("items"), document);
              data.path("properties").fieldNames().forEachRemaining(found::add);
              items.path("properties").fieldNames().forEachRemaining(found::add);
            });
    return found;
  }

  private static JsonNode resolved(JsonNode schema, JsonNode document) {
    String ref = schema.path("$ref").asText();
    return ref.isEmpty() ? schema : document.at(ref.substring(1));
  }
}
