package io.orchagent.services.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Always-on services. */
@ConfigMapping(prefix = "orchagent.services")
public interface ServicesConfig {
  /** Where instances run: local (sandboxes on this machine), or kubernetes. */
  @WithDefault("local")
  String runtime();

  /**
   * A domain of its own for services, such as services.example.com: each is then reached at
   * SERVICE--ORG.services.example.com. Required outside the embedded mode.
   */
  Optional<String> domain();

  /** Where an instance may listen, on its own loopback: what PORT and ORCHAGENT_HTTP_PORT say. */
  @WithDefault("3000")
  int port();

  /** How often the loop compares what shall run with what does, when nothing wakes it. */
  @WithDefault("1s")
  Duration reconcileEvery();

  /**
   * How long a server owns a service without a word. A dead server's services start elsewhere after
   * it; one that can't reach the database stops its instances before it.
   */
  @WithDefault("30s")
  Duration lease();

  /** The pause before an instance that ended by itself is started again; it doubles. */
  @WithDefault("1s")
  Duration firstBackoff();

  /** The longest pause before an instance that ended by itself is started again. */
  @WithDefault("60s")
  Duration longestBackoff();

  /** How long a process must be up for the count of failures to start anew. */
  @WithDefault("60s")
  Duration settledAfter();

  /** How many lines of a service's log are kept. */
  @WithDefault("10000")
  int logLines();

  /** For how long lines of a service's log are kept. */
  @WithDefault("7d")
  Duration logRetention();

  /** For how long events of services, and services that were deleted, are kept. */
  @WithDefault("90d")
  Duration eventRetention();

  /** How often a follower of a log is told that the connection is alive. */
  @WithDefault("15s")
  Duration logHeartbeat();

  /** How many followers a workspace's logs may have at one server. */
  @WithDefault("20")
  int logFollowers();
}
