package io.orchagent.services.ingress;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Headers that speak of one connection only, and end with it. */
final class HopByHop {
  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "expect",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final Set<String> named;

  /**
   * @param connection the values of the message's own {@code Connection} headers, which name more
   */
  HopByHop(List<String> connection) {
    this.named =
        connection.stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
  }

  /**
   * @param name in lower case
   */
  boolean has(String name) {
    return NAMES.contains(name) || named.contains(name);
  }
}
