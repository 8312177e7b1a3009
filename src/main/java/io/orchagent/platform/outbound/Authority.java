package io.orchagent.platform.outbound;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host and a port. */
record Authority(String host, int port) {
  private static final Pattern FORM = Pattern.compile("(\\[[^]]*]|[^:\\[\\]]*)(?::([0-9]{1,5}))?");
  private static final int MAX_PORT = 65_535;

  /** From {@code host} or {@code host:port}; user names have no place in it. */
  static Optional<Authority> parse(String text, int defaultPort) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = matcher.group(2) == null ? defaultPort : Integer.parseInt(matcher.group(2));
    if (port > MAX_PORT || (matcher.group(2) != null && port == 0)) {
      return Optional.empty();
    }
    return HostName.of(matcher.group(1)).map(host -> new Authority(host, port));
  }

  /** The host as a resolver takes it. */
  String lookup() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
