package io.orchagent.sandbox.install;

import io.orchagent.platform.outbound.HostList;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a manager of this host takes packages from.
 *
 * @param url without user name and password, which never enter a sandbox
 * @param runtime the interpreter's version, as far as packages depend on it
 * @param files where else, {@code host:port}, the index keeps the files that it lists
 */
public record PackageIndex(String url, String runtime, List<String> files) {

  /** Whether it is spoken to without TLS; the operator's choice, which pip wants said again. */
  boolean isPlain() {
    return url.startsWith("http://");
  }

  /** Its host and port. */
  String authority() {
    URI uri = URI.create(url);
    int usual = isPlain() ? 80 : 443;
    return uri.getHost() + ":" + (uri.getPort() >= 0 ? uri.getPort() : usual);
  }

  HostList hosts() {
    List<String> all = new ArrayList<>(files);
    all.add(authority());
    return HostList.of(all);
  }
}
