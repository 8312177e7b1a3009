package io.orchagent.agents;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Publishing and its caches. */
@ConfigMapping(prefix = "orchagent.agents")
public interface AgentsConfig {
  /** Where bundles lie unpacked on this machine. May be deleted while the server is down. */
  @WithDefault("${orchagent.home:.orchagent}/cache/bundles")
  Path cacheDir();

  /**
   * How much the unpacked bundles may take. Beyond it the longest unused are deleted at once; what
   * runs is never deleted, nor the last one used.
   */
  @WithDefault("5G")
  MemorySize cacheSize();

  /**
   * How long another server may still act on a version's old visibility, deprecation or bundle
   * after a change that Redis did not tell it of. Otherwise all act on it at once.
   */
  @WithDefault("10S")
  Duration releaseCache();

  /**
   * How long a deleted version can be restored. After that it goes for good, with its bundle when
   * no other version has the same.
   */
  @WithDefault("30D")
  Duration deletedRetention();
}
