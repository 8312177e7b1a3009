package io.orchagent.platform.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the request comes from. {@code X-Forwarded-For} counts only as far as trusted proxies wrote
 * it: read from the right, the first address that is no trusted proxy is the client.
 */
@RequestScoped
public class ClientAddress {
  private static final String FORWARDED = "X-Forwarded-For";

  private final CurrentVertxRequest current;
  private final TrustedProxies proxies;

  ClientAddress(CurrentVertxRequest current, TrustedProxies proxies) {
    this.current = current;
    this.proxies = proxies;
  }

  /** Empty when no HTTP request is under way. */
  public Optional<String> find() {
    RoutingContext routing = current.getCurrent();
    if (routing == null) {
      return Optional.empty();
    }
    SocketAddress peer = routing.request().remoteAddress();
    if (peer == null || peer.hostAddress() == null) {
      return Optional.empty();
    }
    return Optional.of(
        proxies.client(
            peer.hostAddress(), forwarded(routing.request().headers().getAll(FORWARDED))));
  }

  private static @Nullable String forwarded(List<String> headers) {
    return headers.isEmpty() ? null : String.join(",", headers);
  }
}
