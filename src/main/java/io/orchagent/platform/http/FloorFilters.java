package io.orchagent.platform.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.opentelemetry.api.common.Attributes;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.telemetry.Tracing;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * What holds for every request before any feature sees it: an id, a size limit by declared length,
 * one line in the log with the route's template, and an envelope for failures outside of REST.
 */
@ApplicationScoped
public class FloorFilters {
  /** Room beside the files of a multipart body: 50 MiB of files, their part headers, metadata. */
  static final long MAX_MULTIPART_BYTES = 51L * 1024 * 1024 + StrictJson.MAX_BYTES;

  private static final String FOREIGN_ORIGIN =
      "Pages of this origin may not call this server; add it to orchagent.cors-origins.";

  static final String ROUTE = "orchagent.route";

  private final AllowedMethods methods;
  private final Tracing tracing;

  FloorFilters(AllowedMethods methods, Tracing tracing) {
    this.methods = methods;
    this.tracing = tracing;
  }

  void register(@Observes Filters filters) {
    filters.register(this::open, 10_000);
  }

  void failures(@Observes Router router) {
    router.route().order(Integer.MIN_VALUE).failureHandler(this::fail);
    router.errorHandler(404, this::unknown);
    router.errorHandler(400, routing -> RawAnswers.fail(routing, badRequest()));
  }

  /** Where several resources share a prefix, a wrong method ends up here too. */
  private void unknown(RoutingContext routing) {
    String path = routing.request().path();
    if (methods.lacks(path, routing.request().method().name())) {
      methods.of(path).ifPresent(all -> routing.response().putHeader(HttpHeaderNames.ALLOW, all));
      RawAnswers.fail(routing, Errors.methodNotAllowed());
      return;
    }
    RawAnswers.fail(routing, Errors.notFound("This address"));
  }

  private static ApiException badRequest() {
    return Errors.invalid("The request line or path could not be read; check its encoding.");
  }

  private void open(RoutingContext routing) {
    RawAnswers.begin(routing);
    if (tracing.isOn()) {
      long began = System.nanoTime();
      routing.addEndHandler(done -> traced(routing, began));
    }
    if (!routing.request().headers().contains(HttpHeaderNames.CONTENT_TYPE)) {
      // This API speaks JSON; without this the framework picks any of two operations at one path.
      routing.request().headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    }
    if (tooLarge(routing)) {
      // The rest of the body is not read: the connection can't be used again.
      routing.response().putHeader(HttpHeaderNames.CONNECTION, "close");
      RawAnswers.fail(routing, Errors.tooLarge("The body is larger than this address takes."));
      return;
    }
    routing.next();
  }

  private void traced(RoutingContext routing, long began) {
    String route = routing.get(ROUTE);
    if (route == null || route.equals("/health")) {
      return;
    }
    String method = routing.request().method().name();
    int status = routing.response().getStatusCode();
    tracing.answered(
        RequestContext.idOf(routing),
        method + " " + route,
        began,
        status,
        Attributes.builder()
            .put("http.request.method", method)
            .put("http.route", route)
            .put("http.response.status_code", status)
            .put("orchagent.request.id", RequestContext.requestIdOf(routing))
            .build());
  }

  private static boolean tooLarge(RoutingContext routing) {
    String length = routing.request().getHeader(HttpHeaderNames.CONTENT_LENGTH);
    if (length == null) {
      return false;
    }
    String type = routing.request().getHeader(HttpHeaderNames.CONTENT_TYPE);
    boolean multipart = type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
    try {
      return Long.parseLong(length) > (multipart ? MAX_MULTIPART_BYTES : StrictJson.MAX_BYTES);
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private void fail(RoutingContext routing) {
    if (routing.response().headWritten()) {
      routing.next();
      return;
    }
    int status = routing.statusCode();
    if (status == 413) {
      routing.response().putHeader(HttpHeaderNames.CONNECTION, "close");
      RawAnswers.fail(routing, Errors.tooLarge("The body is larger than this address takes."));
    } else if (status == 403) {
      RawAnswers.fail(routing, Errors.forbidden(FOREIGN_ORIGIN));
    } else if (status == 404) {
      unknown(routing);
    } else if (status >= 400 && status < 500) {
      RawAnswers.fail(routing, badRequest());
    } else {
      Throwable cause = routing.failure();
      Logger.getLogger(FloorFilters.class).error("request failed outside of REST", cause);
      RawAnswers.fail(routing, Errors.internal(new IllegalStateException(cause)));
    }
  }
}
