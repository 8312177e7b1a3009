package io.orchagent.platform.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The networks whose word about the client counts. */
@Singleton
public class TrustedProxies {
  private static final String FORWARDED = "X-Forwarded-For";
  private static final String UNKNOWN = "unknown";

  private final List<Network> networks;

  @Inject
  TrustedProxies(ProxiesConfig config) {
    this(config.addresses().orElse(List.of()));
  }

  TrustedProxies(List<String> networks) {
    this.networks = networks.stream().map(Network::of).toList();
  }

  /** The address of who sent it; {@code unknown} where the connection has none. */
  public String client(HttpServerRequest request) {
    String peer = peer(request);
    List<String> forwarded = request.headers().getAll(FORWARDED);
    return client(peer, forwarded.isEmpty() ? null : String.join(",", forwarded));
  }

  /** {@code https} or {@code http}, as the client sees it. */
  public String scheme(HttpServerRequest request) {
    List<String> told = request.headers().getAll("X-Forwarded-Proto");
    if (told.size() == 1 && trusted(peer(request))) {
      String last = told.getFirst().substring(told.getFirst().lastIndexOf(',') + 1).strip();
      if (last.equalsIgnoreCase("https") || last.equalsIgnoreCase("http")) {
        return last.toLowerCase(Locale.ROOT);
      }
    }
    return request.isSSL() ? "https" : "http";
  }

  private static String peer(HttpServerRequest request) {
    SocketAddress peer = request.remoteAddress();
    return peer == null || peer.hostAddress() == null ? UNKNOWN : peer.hostAddress();
  }

  String client(String peer, @Nullable String forwarded) {
    String client = peer;
    if (forwarded == null) {
      return client;
    }
    String[] hops = forwarded.split(",", -1);
    for (int i = hops.length - 1; i >= 0 && trusted(client); i--) {
      Optional<InetAddress> hop = address(hops[i].strip());
      if (hop.isEmpty()) {
        return client;
      }
      client = hop.get().getHostAddress();
    }
    return client;
  }

  private boolean trusted(String address) {
    return address(address)
        .filter(known -> networks.stream().anyMatch(network -> network.contains(known)))
        .isPresent();
  }

  private static Optional<InetAddress> address(String literal) {
    try {
      return Optional.of(parse(literal));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Without the short forms like 10.1, which hardly anybody means. */
  private static InetAddress parse(String literal) {
    if (literal.indexOf(':') < 0 && literal.chars().filter(c -> c == '.').count() != 3) {
      throw new IllegalArgumentException("no full address");
    }
    return InetAddress.ofLiteral(literal);
  }

  /** The addresses that share their first bits. */
  private record Network(byte[] start, int bits) {
    static Network of(String text) {
      int slash = text.indexOf('/');
      try {
        byte[] start =
            TrustedProxies.parse(slash < 0 ? text : text.substring(0, slash)).getAddress();
        int bits = slash < 0 ? start.length * 8 : Integer.parseInt(text.substring(slash + 1));
        if (bits >= 0 && bits <= start.length * 8) {
          return new Network(start, bits);
        }
      } catch (IllegalArgumentException e) {
        // told below, with what was written
      }
      throw new IllegalArgumentException(
          "orchagent.trusted-proxies: '" + text + "' is no address and no network like 10.0.0.0/8");
    }

    boolean contains(InetAddress address) {
      byte[] other = address.getAddress();
      if (other.length != start.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >>> (bit % 8);
        if (((other[bit / 8] ^ start[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
