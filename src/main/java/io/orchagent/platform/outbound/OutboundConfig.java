package io.orchagent.platform.outbound;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What leaves the server on behalf of agents' code. */
@ConfigMapping(prefix = "orchagent.outbound")
public interface OutboundConfig {

  /**
   * Hosts that every version which needs the network may reach: `host` (ports 80 and 443),
   * `host:port` or `*.domain`. By default the LLM providers.
   */
  @WithDefault("api.openai.com,api.anthropic.com,generativelanguage.googleapis.com")
  Optional<List<String>> allowedHosts();

  /**
   * Hosts whose addresses may be private, loopback or link-local ones, such as a package index of
   * your own network. They still have to be allowed by name. Keep it empty unless you must.
   */
  Optional<List<String>> allowedPrivateHosts();

  /** Open connections of one run, or of one instance of a service. */
  @WithDefault("32")
  int connections();

  /** Bytes that one run, or one instance of a service in an hour, may send and receive in all. */
  @WithDefault("1G")
  MemorySize bytes();

  /** Size of the head of one request: its first line and its headers. */
  @WithDefault("32K")
  MemorySize headSize();

  /** How long the head of a request may take to arrive. */
  @WithDefault("10S")
  Duration headTimeout();

  /** How long a connection to a host may take to be made. */
  @WithDefault("10S")
  Duration connectTimeout();

  /** How long a connection may carry nothing before it is closed. */
  @WithDefault("10M")
  Duration idleTimeout();
}
