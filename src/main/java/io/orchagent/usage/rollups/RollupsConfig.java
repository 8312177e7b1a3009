package io.orchagent.usage.rollups;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How usage is kept when its runs are gone. */
@ConfigMapping(prefix = "orchagent.usage")
public interface RollupsConfig {
  /** How long usage by the hour is kept. */
  @WithDefault("731d")
  Duration retention();

  /** How often hours that are over are counted. */
  @WithDefault("1m")
  Duration rollupInterval();
}
