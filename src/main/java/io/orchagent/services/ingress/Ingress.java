package io.orchagent.services.ingress;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.RawAnswers;
import io.orchagent.services.runtime.Endpoint;
import io.orchagent.services.runtime.ServiceTargets.Target;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes requests to services before anything else of the server sees them. */
@ApplicationScoped
class Ingress {
  private static final Logger LOG = Logger.getLogger(Ingress.class);

  /** Before the floor: its limits and habits are those of the server's own routes. */
  private static final int PRIORITY = 20_000;

  private static final String TEMPLATE = "/s/{org}/{service}";

  private final Addresses addresses;
  private final Admission admission;
  private final RequestHead heads;
  private final Places places;
  private final IngressMetrics metrics;
  private final IngressConfig config;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Ingress(
      Addresses addresses,
      Admission admission,
      RequestHead heads,
      Places places,
      IngressMetrics metrics,
      IngressConfig config) {
    this.addresses = addresses;
    this.admission = admission;
    this.heads = heads;
    this.places = places;
    this.metrics = metrics;
    this.config = config;
  }

  void register(@Observes Filters filters) {
    filters.register(this::route, PRIORITY);
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }

  private void route(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    if (!addresses.takes(host(request), request.uri())) {
      routing.next();
      return;
    }
    long started = System.nanoTime();
    String requestId = RawAnswers.begin(routing, TEMPLATE);
    routing.addEndHandler(
        done -> metrics.ended(routing.response().getStatusCode(), System.nanoTime() - started));
    try {
      ServiceAddress address = addresses.of(host(request), request.uri());
      Framing framing = Framing.of(request, config.maxBody().asLongValue());
      if (address.sharesOrigin() && request.headers().contains("Service-Worker")) {
        throw IngressErrors.serviceWorker();
      }
      if (address.target().isEmpty() && Set.of("GET", "HEAD").contains(request.method().name())) {
        addSlash(routing);
        return;
      }
      admit(routing, address, framing, requestId);
    } catch (ApiException e) {
      // How far the request reaches may be in doubt: nothing that follows it is read
      refuse(routing, e, true);
    }
  }

  /** The name of the host as the request says it; null when it says none, or none that can be. */
  private static @Nullable String host(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null ? null : authority.host();
  }

  /** So that links of the service's page are below the service. */
  private static void addSlash(RoutingContext routing) {
    String uri = routing.request().uri();
    String path = PathSpelling.path(uri);
    RawAnswers.end(
        routing,
        308,
        new JsonObject().put("location", path + "/"),
        answer ->
            answer.putHeader(HttpHeaderNames.LOCATION, path + "/" + uri.substring(path.length())));
  }

  private void admit(
      RoutingContext routing, ServiceAddress address, Framing framing, String requestId) {
    HttpServerRequest request = routing.request();
    request.pause();
    List<String> bearers = request.headers().getAll(HttpHeaderNames.AUTHORIZATION);
    String bearer = bearers.size() == 1 ? bearers.getFirst() : null;
    ContextInternal context = (ContextInternal) routing.vertx().getOrCreateContext();
    threads.execute(
        () -> {
          try {
            Target target = admission.admit(address, bearer);
            Visit visit = new Visit(routing, slashed(address), framing, target, requestId);
            context.runOnContext(go -> go(visit, context));
          } catch (ApiException e) {
            context.runOnContext(back -> refuse(routing, e, framing.hasBody()));
          } catch (RuntimeException e) {
            LOG.errorf(e, "unexpected failure of %s", requestId);
            context.runOnContext(back -> refuse(routing, Errors.internal(e), framing.hasBody()));
          }
        });
  }

  private static ServiceAddress slashed(ServiceAddress address) {
    return address.target().isEmpty()
        ? new ServiceAddress(address.org(), address.service(), address.prefix(), "/")
        : address;
  }

  private void go(Visit visit, ContextInternal context) {
    Target target = visit.target();
    RoutingContext routing = visit.routing();
    if (routing.response().closed()) {
      return;
    }
    if (visit.address().isHealth()) {
      health(visit);
      return;
    }
    if (target.paused()) {
      refuse(routing, IngressErrors.paused(), visit.framing().hasBody());
      return;
    }
    if (target.ready().isEmpty()) {
      refuse(routing, IngressErrors.notReady(), visit.framing().hasBody());
      return;
    }
    if (!places.take(target.serviceId())) {
      refuse(routing, IngressErrors.busy(places.limit()), visit.framing().hasBody());
      return;
    }
    carry(visit, context, places.held(target.serviceId()));
  }

  private void carry(Visit visit, ContextInternal context, Runnable done) {
    RoutingContext routing = visit.routing();
    HttpRequest head;
    try {
      head =
          heads.of(
              routing.request(),
              visit.address(),
              visit.target(),
              visit.framing(),
              visit.requestId());
    } catch (IllegalArgumentException e) {
      done.run();
      refuse(routing, Errors.invalid("A header holds a character that none may hold."), true);
      return;
    }
    Exchange.Line line =
        new Exchange.Line(
            context.nettyEventLoop(),
            ((VertxInternal) routing.vertx()).nettyAddressResolverGroup());
    new Exchange(
            visit,
            head,
            fromAnywhere(visit.target().ready()),
            config,
            line,
            failure -> refuse(routing, failure, visit.framing().hasBody()),
            done)
        .start();
  }

  /** Each instance is the first one equally often. */
  private static List<Endpoint> fromAnywhere(List<Endpoint> ready) {
    List<Endpoint> order = new ArrayList<>(ready);
    Collections.rotate(order, ThreadLocalRandom.current().nextInt(ready.size()));
    return order;
  }

  private void health(Visit visit) {
    if (visit.framing().hasBody() || visit.framing().webSocket()) {
      refuse(visit.routing(), Errors.methodNotAllowed(), true);
      return;
    }
    boolean ready = !visit.target().paused() && !visit.target().ready().isEmpty();
    RawAnswers.end(
        visit.routing(),
        ready ? 200 : 503,
        new JsonObject().put("status", ready ? "ok" : "degraded"),
        answer -> {});
  }

  private void refuse(RoutingContext routing, ApiException failure, boolean close) {
    metrics.refused(failure.code());
    if (failure.kind() == ErrorKind.METHOD_NOT_ALLOWED) {
      routing.response().putHeader(HttpHeaderNames.ALLOW, String.join(", ", Framing.METHODS));
    }
    if (close) {
      RawAnswers.failAndClose(routing, failure);
    } else {
      RawAnswers.fail(routing, failure);
    }
  }
}
