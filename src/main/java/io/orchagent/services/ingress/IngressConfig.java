package io.orchagent.services.ingress;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The way of requests to services. */
@ConfigMapping(prefix = "orchagent.services.ingress")
public interface IngressConfig {
  /**
   * Whether services are reached below /s/ of the server's own host. By default in the embedded
   * mode only: elsewhere services that share a host with the API are a risk to those who use both.
   */
  Optional<Boolean> onOwnHost();

  /** The largest body of a request to a service; answers are not limited. */
  @WithDefault("64M")
  MemorySize maxBody();

  /** The largest head of a service's answer. */
  @WithDefault("64K")
  MemorySize maxAnswerHead();

  /** How long a connection to an instance may take before the next instance is tried. */
  @WithDefault("5s")
  Duration connectTimeout();

  /** How long a service may think between the end of a request and the head of its answer. */
  @WithDefault("60s")
  Duration firstByteTimeout();

  /** How long nothing may move on the way to and from a service, WebSockets included. */
  @WithDefault("5m")
  Duration idleTimeout();

  /** Requests and WebSockets of one service that this server carries at the same time. */
  @WithDefault("256")
  int maxInFlight();
}
