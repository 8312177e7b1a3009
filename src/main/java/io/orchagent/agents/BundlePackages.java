package io.orchagent.agents;

import io.orchagent.agents.packages.InstalledPackages;
import io.orchagent.agents.packages.InstalledPackages.FailedException;
import io.orchagent.agents.packages.PackageNeed;
import io.orchagent.platform.files.FolderLease;
import io.orchagent.sandbox.install.PackageTool;
import jakarta.inject.Singleton;
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
   * What a run of the version is shown, until it is closed. Where this server has not installed it
   * yet, it does so now.
   *
   * @throws FailedException when it can't be installed here; the message says why
   */
  public PackageMounts mounts(Release release) throws FailedException, InterruptedException {
    if (release.packages().isEmpty() || release.bundleSha256() == null) {
      return PackageMounts.NONE;
    }
    return mounts(release.bundleSha256(), release.packages(), false);
  }

  PackageMounts mounts(String bundleSha256, List<PackageNeed> needs, boolean again)
      throws FailedException, InterruptedException {
    PackageMounts mounts = new PackageMounts();
    try (FolderLease bundle = bundles.unpacked(bundleSha256)) {
      for (PackageNeed need : needs) {
        FolderLease packages = installed.of(bundle.folder(), bundleSha256, need, again);
        mounts.add(packages, need.manager().place());
      }
      return mounts;
    } catch (FailedException | InterruptedException | RuntimeException e) {
      mounts.close();
      throw e;
    }
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
