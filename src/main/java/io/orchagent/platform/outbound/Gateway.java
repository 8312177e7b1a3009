package io.orchagent.platform.outbound;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * This server as agents' code may call it. It is spoken to in plain HTTP, on one machine and never
 * over a network, because only so the proxy sees which path is called.
 */
public final class Gateway {
  private final Authority authority;
  private final Supplier<Optional<InetSocketAddress>> server;
  private final BiPredicate<String, String> routes;

  private Gateway(
      Authority authority,
      Supplier<Optional<InetSocketAddress>> server,
      BiPredicate<String, String> routes) {
    this.authority = authority;
    this.server = server;
    this.routes = routes;
  }

  /**
   * The gateway under its public address.
   *
   * @param publicUrl scheme and authority that clients know
   * @param server where this server itself listens; asked at each connection
   * @param routes which method and path may be called
   */
  public static Gateway of(
      String publicUrl,
      Supplier<Optional<InetSocketAddress>> server,
      BiPredicate<String, String> routes) {
    String authority = Optional.ofNullable(URI.create(publicUrl).getRawAuthority()).orElse("");
    return new Gateway(
        Authority.parse(authority, 80)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "orchagent.public-url names no host: " + publicUrl)),
        server,
        routes);
  }

  /** What agents' code is told. */
  public String url() {
    return "http://" + (authority.port() == 80 ? authority.host() : authority.toString());
  }

  public String host() {
    return authority.lookup();
  }

  boolean is(Authority other) {
    return authority.equals(other);
  }

  /** The same host, whatever the port. */
  boolean isHost(Authority other) {
    return authority.host().equals(other.host());
  }

  boolean serves(String method, String path) {
    return routes.test(method, path);
  }

  Optional<InetSocketAddress> server() {
    return server.get();
  }
}
