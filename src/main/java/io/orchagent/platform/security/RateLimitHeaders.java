package io.orchagent.platform.security;

import io.orchagent.platform.http.QuotaView;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** The three headers that every authenticated answer carries. */
public class RateLimitHeaders {
  private final CurrentCaller caller;
  private final Instance<QuotaView> quotas;

  RateLimitHeaders(CurrentCaller caller, Instance<QuotaView> quotas) {
    this.caller = caller;
    this.quotas = quotas;
  }

  @ServerResponseFilter
  public void add(ContainerResponseContext response) {
    current()
        .ifPresent(
            quota -> {
              MultivaluedMap<String, Object> headers = response.getHeaders();
              of(quota).forEach(headers::putSingle);
            });
  }

  /** As an answer that is written early says it. */
  public static Map<String, String> of(QuotaView.Quota quota) {
    return Map.of(
        "X-RateLimit-Limit", "" + quota.limit(),
        "X-RateLimit-Remaining", "" + quota.remaining(),
        "X-RateLimit-Reset", "" + quota.reset().getEpochSecond());
  }

  private Optional<QuotaView.Quota> current() {
    if (caller.quota().isPresent() || !quotas.isResolvable()) {
      return caller.quota();
    }
    return caller
        .optional()
        .flatMap(p -> quotas.get().view(p.workspaceId(), p.membership().plan()));
  }
}
