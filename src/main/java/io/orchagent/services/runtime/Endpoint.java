package io.orchagent.services.runtime;

import java.nio.file.Path;

/** Where an instance answers. As a text: {@code unix:/a/path} or {@code host:port}. */
public sealed interface Endpoint {

  /** The way of {@link #toString}, back. */
  static Endpoint parse(String text) {
    if (text.startsWith(UnixSocket.SCHEME)) {
      return new UnixSocket(Path.of(text.substring(UnixSocket.SCHEME.length())));
    }
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("Not an endpoint: " + text);
    }
    return new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  /** A socket of this machine. */
  record UnixSocket(Path path) implements Endpoint {
    private static final String SCHEME = "unix:";

    @Override
    public String toString() {
      return SCHEME + path;
    }
  }

  /** A host, as a name or an address, and a port. */
  record Address(String host, int port) implements Endpoint {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }
}
