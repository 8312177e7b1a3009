package io.orchagent.agents.packages;

import io.orchagent.sandbox.install.PackageTool;
import java.util.List;

/**
 * What a bundle needs beside its own files.
 *
 * @param flags for the manager, in a fixed order
 */
public record PackageNeed(PackageTool manager, List<String> flags) {
  public PackageNeed {
    flags = flags.stream().sorted().distinct().toList();
  }
}
