package io.orchagent.platform.outbound;

import java.time.Duration;

/** What one run may use of the proxy. */
public record EgressLimits(
    int connections,
    long bytes,
    int headSize,
    Duration headTimeout,
    Duration connectTimeout,
    Duration idleTimeout) {

  static EgressLimits of(OutboundConfig config) {
    return new EgressLimits(
        config.connections(),
        config.bytes().asLongValue(),
        (int) config.headSize().asLongValue(),
        config.headTimeout(),
        config.connectTimeout(),
        config.idleTimeout());
  }
}
