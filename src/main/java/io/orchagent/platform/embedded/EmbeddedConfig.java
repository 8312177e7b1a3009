package io.orchagent.platform.embedded;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The servers that the application brings along where none are configured. */
@ConfigMapping(prefix = "orchagent.embedded")
public interface EmbeddedConfig {
  /**
   * Whether a PostgreSQL and a Redis may be started when none are configured. Container images say
   * no. The native binary never starts any.
   */
  @WithDefault("true")
  boolean enabled();

  /**
   * Set by the start itself, not to be configured: the home folder, when this process brought
   * servers along.
   */
  Optional<Path> activeHome();

  /** Whether this is a server for one machine and its user. */
  default boolean active() {
    return activeHome().isPresent();
  }
}
