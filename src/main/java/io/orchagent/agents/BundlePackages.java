package io.orchagent.agents;

import io.orchagent.agents.packages.InstalledPackages;
import io.orchagent.agents.packages.InstalledPackages.FailedException;
import io.orchagent.agents.packages.PackageNeed;
import io.orchagent.sandbox.SandboxSpec.Mount;
import io.orchagent.sandbox.install.PackageTool;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The packages that a version's bundle needs, on this machine. */
@Singleton
public class BundlePackages {
  private final BundleCache bundles;
  private final InstalledPackages installed;

  BundlePackages(BundleCache bundles, InstalledPackages installed) {
    this.bundles = bundles;
    this.installed = installed;
  }

  /**
   * What a run of the version is shown. Where this server has not installed it yet, it does so now.
   *
   * @throws FailedException when it can't be installed here; the message says why
   */
  public List<Mount> mounts(Release release) throws FailedException, InterruptedException {
    if (release.packages().isEmpty() || release.bundleSha256() == null) {
      return List.of();
    }
    return mounts(release.bundleSha256(), release.packages(), false);
  }

  List<Mount> mounts(String bundleSha256, List<PackageNeed> needs, boolean again)
      throws FailedException, InterruptedException {
    Path bundle = bundles.unpacked(bundleSha256);
    List<Mount> mounts = new ArrayList<>();
    for (PackageNeed need : needs) {
      Path folder = installed.of(bundle, bundleSha256, need, again);
      mounts.add(new Mount(folder, need.manager().place()));
    }
    return mounts;
  }

  /** What a version needs, from what was found in its bundle and what it was published with. */
  static List<PackageNeed> needs(
      String @Nullable [] managers, AgentSpec.@Nullable Environment environment) {
    if (managers == null) {
      return List.of();
    }
    List<PackageNeed> needs = new ArrayList<>();
    for (String name : managers) {
      PackageTool manager = PackageTool.valueOf(name);
      needs.add(new PackageNeed(manager, flags(manager, environment)));
    }
    return needs;
  }

  private static List<String> flags(
      PackageTool manager, AgentSpec.@Nullable Environment environment) {
    if (environment == null) {
      return List.of();
    }
    List<String> flags =
        switch (manager) {
          case PIP -> environment.pipFlags();
          case NPM -> environment.npmFlags();
        };
    return flags == null ? List.of() : flags;
  }
}
