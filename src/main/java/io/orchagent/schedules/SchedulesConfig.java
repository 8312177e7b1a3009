package io.orchagent.schedules;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When schedules fire. */
@ConfigMapping(prefix = "orchagent.schedules")
public interface SchedulesConfig {
  /** Whether this server looks for schedules that are due; others may do it for it. */
  @WithDefault("true")
  boolean fires();

  /** How often this server looks at the latest; at the beginning of each minute it always does. */
  @WithDefault("5s")
  Duration pollInterval();

  /** How many due schedules this server takes in one transaction. */
  @WithDefault("250")
  int batch();

  /** After an outage the newest missed instant still fires when it is no older than this. */
  @WithDefault("5m")
  Duration misfireGrace();

  /** How long events of schedules are kept. */
  @WithDefault("90d")
  Duration eventRetention();
}
