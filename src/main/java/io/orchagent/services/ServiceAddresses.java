package io.orchagent.services;

import io.orchagent.platform.http.PublicUrl;
import io.orchagent.services.runtime.ServicesConfig;
import jakarta.inject.Singleton;
import java.net.URI;

/** Where services are reached. */
@Singleton
class ServiceAddresses {
  private static final int LONGEST_LABEL = 63;

  private final PublicUrl server;
  private final ServicesConfig config;

  ServiceAddresses(PublicUrl server, ServicesConfig config) {
    this.server = server;
    this.config = config;
  }

  String of(HostedService service) {
    String path = "/s/" + service.org() + "/" + service.name() + "/";
    return config
        .domain()
        .map(domain -> onDomain(domain, label(service.name(), service.org()), path))
        .orElseGet(() -> server.value() + path);
  }

  /** A host of its own, unless its name is longer than a label of a host name may be. */
  private String onDomain(String domain, String label, String path) {
    URI own = URI.create(server.value());
    String port = own.getPort() < 0 ? "" : ":" + own.getPort();
    return label.length() <= LONGEST_LABEL
        ? own.getScheme() + "://" + label + "." + domain + port + "/"
        : own.getScheme() + "://" + domain + port + path;
  }

  /** What names it under the domain of services. */
  static String label(String name, String org) {
    return name + "--" + org;
  }
}
