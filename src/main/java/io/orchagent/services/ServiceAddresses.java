package io.orchagent.services;

import io.orchagent.platform.http.PublicUrl;
import io.orchagent.services.runtime.ServicesConfig;
import jakarta.inject.Singleton;
import java.net.URI;

/** Where services are reached. */
@Singleton
class ServiceAddresses {
  private final PublicUrl server;
  private final ServicesConfig config;

  ServiceAddresses(PublicUrl server, ServicesConfig config) {
    this.server = server;
    this.config = config;
  }

  String of(HostedService service) {
    return config
        .domain()
        .map(
            domain ->
                URI.create(server.value()).getScheme()
                    + "://"
                    + label(service.name(), service.org())
                    + "."
                    + domain
                    + "/")
        .orElseGet(() -> server.value() + "/s/" + service.org() + "/" + service.name() + "/");
  }

  /** What names it under the domain of services. */
  static String label(String name, String org) {
    return name + "--" + org;
  }
}
