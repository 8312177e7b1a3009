package io.orchagent.agents;

import io.orchagent.platform.files.FolderLease;
import io.orchagent.sandbox.SandboxSpec.Mount;
import io.orchagent.sandbox.SandboxSpec.Place;
import java.util.ArrayList;
import java.util.List;

/** Installed packages that a run is shown; they stay where they are until this is closed. */
public final class PackageMounts implements AutoCloseable {
  static final PackageMounts NONE = new PackageMounts();

  private final List<FolderLease> leases = new ArrayList<>();
  private final List<Mount> mounts = new ArrayList<>();

  void add(FolderLease packages, Place place) {
    leases.add(packages);
    mounts.add(new Mount(packages.folder(), place));
  }

  public List<Mount> list() {
    return List.copyOf(mounts);
  }

  @Override
  public void close() {
    leases.forEach(FolderLease::close);
  }
}
