package io.orchagent.platform.http;

import io.orchagent.platform.ids.Ids;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What belongs to the HTTP request under way: its id, its warnings, its further metadata. */
@RequestScoped
public class RequestContext {
  static final String KEY = "orchagent.request";

  private final RoutingContext routing;
  private final List<Warning> warnings = new ArrayList<>();
  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();

  RequestContext(RoutingContext routing) {
    this.routing = routing;
  }

  /** The request's own UUID; a run that this request starts first takes it as its id. */
  public UUID id() {
    return idOf(routing);
  }

  /** {@code req_} and the id's hexadecimal digits. */
  public String requestId() {
    return "req_" + Ids.hex(id());
  }

  public void warn(String code, String field, String message) {
    warnings.add(new Warning(code, field, message));
  }

  public void warn(Warning warning) {
    warnings.add(warning);
  }

  public List<Warning> warnings() {
    return List.copyOf(warnings);
  }

  /** A header of the answer, be it a success or a failure. */
  public void header(String name, String value) {
    headers.put(name, value);
  }

  Map<String, String> headers() {
    return headers;
  }

  /** A further member of {@code metadata} of the answer, be it a success or a failure. */
  public void metadata(String name, Object value) {
    metadata.put(name, value);
  }

  Map<String, Object> metadata() {
    return metadata;
  }

  /** Whether nobody is there any more who could be answered. */
  boolean isLeft() {
    return routing.response().closed();
  }

  static UUID idOf(RoutingContext routing) {
    UUID known = routing.get(KEY);
    if (known == null) {
      known = Ids.newId();
      routing.put(KEY, known);
    }
    return known;
  }

  static String requestIdOf(RoutingContext routing) {
    return "req_" + Ids.hex(idOf(routing));
  }
}
