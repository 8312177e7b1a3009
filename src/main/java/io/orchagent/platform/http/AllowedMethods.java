package io.orchagent.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Allow} header of a 405, which the framework leaves out: read from the OpenAPI
 * document, which knows every operation.
 */
@Singleton
public class AllowedMethods {
  private final OpenApiDocumentService documents;
  private final ObjectMapper json;
  private volatile @Nullable List<Route> routes;

  AllowedMethods(OpenApiDocumentService documents, ObjectMapper json) {
    this.documents = documents;
    this.json = json;
  }

  private record Route(List<String> segments, String methods) {
    boolean matches(List<String> path) {
      if (segments.size() != path.size()) {
        return false;
      }
      for (int i = 0; i < path.size(); i++) {
        if (!segments.get(i).startsWith("{") && !segments.get(i).equals(path.get(i))) {
          return false;
        }
      }
      return true;
    }

    long literals() {
      return segments.stream().filter(s -> !s.startsWith("{")).count();
    }
  }

  /** For instance {@code GET, HEAD, PATCH}; empty for a path that no operation has. */
  Optional<String> of(String path) {
    List<String> segments = segments(path);
    return all().stream()
        .filter(route -> route.matches(segments))
        .max(Comparator.comparingLong(Route::literals))
        .map(Route::methods);
  }

  /** Whether the path is one of an operation that has not got that method. */
  boolean lacks(String path, String method) {
    return of(path).filter(methods -> !List.of(methods.split(", ")).contains(method)).isPresent();
  }

  private List<Route> all() {
    List<Route> known = routes;
    if (known == null) {
      known = read();
      routes = known;
    }
    return known;
  }

  private List<Route> read() {
    try {
      byte[] document = documents.getDocument(OpenApiConstants.DEFAULT_DOCUMENT_NAME, Format.JSON);
      return json.readTree(document).path("paths").properties().stream()
          .map(path -> new Route(segments(path.getKey()), methods(path)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String methods(Map.Entry<String, JsonNode> path) {
    TreeSet<String> methods =
        path.getValue().properties().stream()
            .map(Map.Entry::getKey)
            .filter(List.of("get", "post", "put", "patch", "delete")::contains)
            .map(name -> name.toUpperCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return String.join(", ", methods);
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
  }
}
