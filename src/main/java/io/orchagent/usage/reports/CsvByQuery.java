package io.orchagent.usage.reports;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A log with {@code format=csv} is its export: an operation has one kind of answer, since its
 * writer is chosen before it runs.
 */
class CsvByQuery {
  private static final Set<String> LOGS = Set.of("/usage/logs", "/author-usage/logs");

  @ServerRequestFilter(preMatching = true)
  public void reroute(ContainerRequestContext in) {
    if (in.getMethod().equals(HttpMethod.GET)
        && LOGS.contains(in.getUriInfo().getPath())
        && "csv".equals(in.getUriInfo().getQueryParameters().getFirst("format"))) {
      in.setRequestUri(in.getUriInfo().getRequestUriBuilder().path("export").build());
    }
  }
}
