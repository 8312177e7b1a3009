package io.orchagent.platform.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** Where the server is. */
@ConfigMapping(prefix = "orchagent.public-url")
public interface PublicUrlConfig {
  /**
   * Scheme, host and port under which clients reach the server; links in answers, and the address
   * that agents' code is told, come from it and never from a request's Host header.
   */
  @WithParentName
  @WithDefault("http://localhost:${quarkus.http.port:8080}")
  String value();
}
