package io.orchagent.services.ingress;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The headers of a service's answer as the client gets them. */
final class AnswerHead {
  /** Written anew for each connection. */
  private static final Set<String> FRAMING = Set.of("content-length", "x-request-id");

  /** What would change how a browser treats the whole host, or any other service below it. */
  private static final Set<String> OF_THE_ORIGIN =
      Set.of(
          "accept-ch",
          "alt-svc",
          "clear-site-data",
          "critical-ch",
          "expect-ct",
          "nel",
          "origin-agent-cluster",
          "public-key-pins",
          "public-key-pins-report-only",
          "report-to",
          "reporting-endpoints",
          "service-worker-allowed",
          "set-cookie",
          "set-cookie2",
          "set-login",
          "strict-transport-security",
          "timing-allow-origin",
          "www-authenticate");

  private AnswerHead() {}

  /** All but what says how long the body is. */
  static void copy(HttpResponse answer, ServiceAddress address, MultiMap to) {
    HopByHop hops = new HopByHop(answer.headers().getAll(HttpHeaderNames.CONNECTION));
    boolean shared = address.sharesOrigin();
    for (Map.Entry<String, String> header : answer.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (hops.has(name) || FRAMING.contains(name) || (shared && isOfTheOrigin(name))) {
        continue;
      }
      String value = header.getValue();
      to.add(header.getKey(), shared && name.equals("location") ? below(address, value) : value);
    }
    if (shared) {
      to.add("Content-Security-Policy", "sandbox");
    }
  }

  private static boolean isOfTheOrigin(String name) {
    return OF_THE_ORIGIN.contains(name) || name.startsWith("access-control-");
  }

  /** A service that does not know its prefix would send its clients to the server's own paths. */
  private static String below(ServiceAddress address, String location) {
    String prefix = address.prefix();
    boolean path = location.startsWith("/") && !location.startsWith("//");
    boolean known =
        location.startsWith(prefix)
            && (location.length() == prefix.length()
                || "/?#".indexOf(location.charAt(prefix.length())) >= 0);
    return path && !known ? prefix + location : location;
  }
}
