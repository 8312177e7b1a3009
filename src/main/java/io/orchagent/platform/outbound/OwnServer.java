package io.orchagent.platform.outbound;

import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;

/** Where this server itself listens. */
@Singleton
public class OwnServer {
  private final Instance<HttpServer> server;

  OwnServer(Instance<HttpServer> server) {
    this.server = server;
  }

  /** Where it takes plain HTTP; empty where it takes none. */
  public Optional<InetSocketAddress> address() {
    int port = server.get().getPort();
    if (port <= 0) {
      return Optional.empty();
    }
    return Optional.of(new InetSocketAddress(listening(), port));
  }

  private InetAddress listening() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    String host = server.get().getLocalBaseUri().getHost();
    if (host == null) {
      return loopback;
    }
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isAnyLocalAddress() ? loopback : address;
    } catch (UnknownHostException e) {
      return loopback;
    }
  }

  Set<Integer> ports() {
    HttpServer http = server.get();
    return Set.copyOf(
        java.util.List.of(http.getPort(), http.getSecurePort(), http.getManagementPort()));
  }

  static boolean isOfThisMachine(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }
}
