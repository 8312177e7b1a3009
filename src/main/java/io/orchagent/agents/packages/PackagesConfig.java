package io.orchagent.agents.packages;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Packages that bundles need, installed and kept on this machine. */
@ConfigMapping(prefix = "orchagent.packages")
public interface PackagesConfig {

  /**
   * Where they lie: a folder that every user of this machine may enter, because sandboxes are shown
   * it. Where that is not so, a folder below `/var/tmp` is taken. May be deleted while the server
   * is down.
   */
  @WithDefault("${orchagent.home:.orchagent}/cache/packages")
  Path dir();

  /**
   * How much they may take. Beyond it the longest unused are deleted at once; what a run is shown
   * is never deleted, nor the last ones used.
   */
  @WithDefault("10G")
  MemorySize size();

  /** How long packages that nobody uses are kept. */
  @WithDefault("30D")
  Duration age();

  /** Installations at one time. */
  @WithDefault("2")
  int concurrent();

  /** How long one installation may take. */
  @WithDefault("5M")
  Duration timeout();

  /**
   * Size of the packages of one bundle; what is used while they are installed has the limits of a
   * sandbox.
   */
  @WithDefault("512M")
  MemorySize installedSize();

  /** Files and folders of the packages of one bundle. */
  @WithDefault("50000")
  int installedFiles();
}
