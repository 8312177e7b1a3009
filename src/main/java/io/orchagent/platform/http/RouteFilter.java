package io.orchagent.platform.http;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

/** Notes the template of the route for the log. */
public class RouteFilter {
  private final RoutingContext routing;

  RouteFilter(RoutingContext routing) {
    this.routing = routing;
  }

  @ServerRequestFilter(priority = 100)
  public void note(ContainerRequestContext context) {
    RuntimeResource target = CurrentRequestManager.get().getTarget();
    if (target != null && target.getPath() != null) {
      String route = target.getClassPath() == null ? "" : target.getClassPath().template;
      String method = target.getPath().template;
      routing.put(FloorFilters.ROUTE, method.equals("/") ? route : route + method);
    }
  }
}
