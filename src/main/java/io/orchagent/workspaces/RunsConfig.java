package io.orchagent.workspaces;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long runs are kept. A workspace may keep its own for less. */
@ConfigMapping(prefix = "orchagent.runs")
public interface RunsConfig {
  /** How long inputs, outputs and streams are kept; whole days. */
  @WithDefault("30D")
  Duration payloadRetention();

  /** How long runs are kept at all; whole days. */
  @WithDefault("90D")
  Duration retention();
}
