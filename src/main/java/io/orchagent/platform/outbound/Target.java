package io.orchagent.platform.outbound;

import io.orchagent.platform.outbound.Refusal.Reason;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a request wants to go.
 *
 * @param path with its query; empty for a tunnel
 */
record Target(Authority authority, String path, boolean tunnel) {
  private static final String SCHEME = "http://";
  private static final int HTTP = 80;

  static Target of(RequestHead head) throws Refusal {
    Target target = head.isConnect() ? tunnel(head) : absolute(head);
    checkHost(head, target);
    return target;
  }

  private static Target tunnel(RequestHead head) throws Refusal {
    Authority authority =
        Authority.parse(head.target(), 0)
            .filter(parsed -> parsed.port() > 0)
            .orElseThrow(() -> Refusal.malformed("CONNECT needs a host and a port."));
    return new Target(authority, "", true);
  }

  private static Target absolute(RequestHead head) throws Refusal {
    String target = head.target();
    if (!target.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw Refusal.malformed("The address is none that begins with http://.");
    }
    String rest = target.substring(SCHEME.length());
    int end = rest.length();
    for (char mark : new char[] {'/', '?', '#'}) {
      int at = rest.indexOf(mark);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    Authority authority =
        Authority.parse(rest.substring(0, end), HTTP)
            .orElseThrow(() -> Refusal.malformed("The address has no host."));
    String path = rest.substring(end);
    if (path.indexOf('#') >= 0) {
      throw Refusal.malformed("The address has a fragment.");
    }
    return new Target(authority, path.startsWith("/") ? path : "/" + path, false);
  }

  /** Whoever serves many names behind one address goes by this header. */
  private static void checkHost(RequestHead head, Target target) throws Refusal {
    Optional<String> host = head.single("Host");
    if (host.isEmpty() && target.tunnel()) {
      return;
    }
    int port = target.tunnel() ? target.authority().port() : HTTP;
    Optional<Authority> named = host.flatMap(text -> Authority.parse(text, port));
    if (named.isEmpty() || !named.get().equals(target.authority())) {
      throw new Refusal(
          Reason.HOST_MISMATCH,
          target.authority(),
          "The header Host does not name the host that the request is for.",
          "Send the same host and port in both.");
    }
  }

  /** The header Host for where it goes. */
  String host() {
    return authority.port() == HTTP ? authority.host() : authority.toString();
  }

  /** The path without its query. */
  String plainPath() {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }
}
