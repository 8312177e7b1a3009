package io.orchagent.schedules;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

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

  /** How many such transactions this server has at one time when more is due than one holds. */
  @WithDefault("2")
  int claimers();

  /** After an outage the newest missed instant still fires when it is no older than this. */
  @WithDefault("5m")
  Duration misfireGrace();

  /** How many requests one webhook takes in a minute, on all servers together. */
  @WithDefault("120")
  int webhookRate();

  /**
   * What POST /internal/tick has to carry in X-Orchagent-Tick-Secret, at least 16 characters.
   * Without it there is no such address. It is for deployments that scale to zero.
   */
  Optional<String> tickSecret();

  /** How long events of schedules are kept. */
  @WithDefault("90d")
  Duration eventRetention();
}
