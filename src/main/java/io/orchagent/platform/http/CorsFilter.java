package io.orchagent.platform.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Set;

/** Lets the pages of the configured origins call the server; without any it is not there at all. */
@ApplicationScoped
public class CorsFilter {
  /** Behind the filter that gives the request its id, before everything else. */
  private static final int PRIORITY = 9_000;

  private static final Set<HttpMethod> METHODS =
      Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
  private static final Set<String> REQUEST_HEADERS =
      Set.of(
          "Authorization",
          "Content-Type",
          "Idempotency-Key",
          "If-Match",
          "If-None-Match",
          "Prefer",
          "X-Entrypoint",
          "X-Workspace-Id",
          "X-Orchagent-Cancel-On-Disconnect",
          "X-Orchagent-Client",
          "X-Orchagent-Deadline-Ms",
          "X-Orchagent-Max-Hops",
          "X-Orchagent-No-Skills",
          "X-Orchagent-Skills",
          "X-Orchagent-Skills-Only",
          "X-Orchagent-Tenant");
  private static final Set<String> ANSWER_HEADERS =
      Set.of(
          "Deprecation",
          "ETag",
          "Link",
          "Preference-Applied",
          "Retry-After",
          "Sunset",
          "X-Orchagent-Run-Id",
          "X-RateLimit-Limit",
          "X-RateLimit-Remaining",
          "X-RateLimit-Reset",
          "X-Request-Id",
          "X-Run-Id");
  private static final int PREFLIGHT_SECONDS = 3_600;

  private final List<String> origins;

  CorsFilter(CorsConfig config) {
    this.origins = config.origins().orElse(List.of());
  }

  void register(@Observes Filters filters) {
    if (origins.isEmpty()) {
      return;
    }
    CorsHandler handler =
        CorsHandler.create()
            .addOrigins(origins)
            .allowedMethods(METHODS)
            .allowedHeaders(REQUEST_HEADERS)
            .exposedHeaders(ANSWER_HEADERS)
            .maxAgeSeconds(PREFLIGHT_SECONDS);
    filters.register(routing -> handle(handler, routing), PRIORITY);
  }

  private static void handle(CorsHandler handler, RoutingContext routing) {
    String origin = routing.request().getHeader(HttpHeaderNames.ORIGIN);
    String host = routing.request().getHeader(HttpHeaderNames.HOST);
    if (origin != null && host != null && origin.endsWith("://" + host)) {
      // Our own page: browsers name its origin too when it posts
      routing.next();
      return;
    }
    handler.handle(routing);
  }
}
