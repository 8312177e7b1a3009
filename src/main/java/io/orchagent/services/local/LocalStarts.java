package io.orchagent.services.local;

import io.orchagent.agents.BundleCache;
import io.orchagent.agents.BundlePackages;
import io.orchagent.agents.PackageMounts;
import io.orchagent.agents.Release;
import io.orchagent.agents.packages.InstalledPackages.FailedException;
import io.orchagent.platform.files.FolderLease;
import io.orchagent.platform.outbound.EgressPolicy;
import io.orchagent.sandbox.Program;
import io.orchagent.sandbox.SandboxUnavailable;
import io.orchagent.sandbox.Sandboxes;
import io.orchagent.sandbox.egress.EgressPolicies;
import io.orchagent.sandbox.resident.Resident;
import io.orchagent.sandbox.resident.ResidentOutput;
import io.orchagent.sandbox.resident.ResidentSpec;
import io.orchagent.services.runtime.Entrypoint;
import io.orchagent.services.runtime.InstanceLaunch;
import io.orchagent.services.runtime.ServiceSpec;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts one process of a service, with all that it is shown. */
@Singleton
class LocalStarts {
  private static final Logger LOG = Logger.getLogger(LocalStarts.class);

  private final Sandboxes sandboxes;
  private final BundleCache bundles;
  private final BundlePackages packages;
  private final EgressPolicies policies;

  LocalStarts(
      Sandboxes sandboxes, BundleCache bundles, BundlePackages packages, EgressPolicies policies) {
    this.sandboxes = sandboxes;
    this.bundles = bundles;
    this.packages = packages;
    this.policies = policies;
  }

  /** Nothing was started; the message says why, to the owner of the service. */
  static final class FailedStart extends Exception {
    private static final long serialVersionUID = 1L;

    FailedStart(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** What runs, and what stays on this machine until it has ended. */
  record Started(Resident resident, FolderLease bundle, PackageMounts mounts)
      implements AutoCloseable {
    @Override
    public void close() {
      mounts.close();
      bundle.close();
    }
  }

  /**
   * Starts it.
   *
   * @param wanted asked once more when all is at hand, which may have taken long
   */
  Started start(
      ServiceSpec spec, InstanceLaunch launch, ResidentOutput output, BooleanSupplier wanted)
      throws FailedStart, InterruptedException {
    String sha256 = spec.release().bundleSha256();
    if (sha256 == null) {
      throw new FailedStart(Entrypoint.missing(), null);
    }
    FolderLease bundle = null;
    PackageMounts mounts = null;
    Started started = null;
    try {
      bundle = bundles.unpacked(sha256);
      mounts = packages.mounts(spec.release());
      ResidentSpec resident = specification(spec, launch, output, bundle, mounts);
      if (!wanted.getAsBoolean()) {
        throw new FailedStart("It was not wanted any more.", null);
      }
      started = new Started(sandboxes.start(resident), bundle, mounts);
      return started;
    } catch (FailedException e) {
      throw new FailedStart(
          "This server can't install what the version needs. " + e.getMessage(), e);
    } catch (SandboxUnavailable e) {
      throw new FailedStart(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      LOG.errorf(e, "An instance of the service %s could not be started", spec.serviceId());
      throw new FailedStart(
          "This server could not start it; its log says why. It is tried again.", e);
    } finally {
      if (started == null) {
        if (mounts != null) {
          mounts.close();
        }
        if (bundle != null) {
          bundle.close();
        }
      }
    }
  }

  private ResidentSpec specification(
      ServiceSpec spec,
      InstanceLaunch launch,
      ResidentOutput output,
      FolderLease bundle,
      PackageMounts mounts)
      throws FailedStart {
    UUID id = UUID.randomUUID();
    Program program =
        Entrypoint.of(spec, name -> Files.isRegularFile(bundle.folder().resolve(name)))
            .orElseThrow(() -> new FailedStart(Entrypoint.missing(), null));
    return new ResidentSpec(
        id,
        program,
        bundle.folder(),
        launch.environment(),
        mounts.list(),
        egress(spec.release(), id, launch),
        spec.port(),
        output);
  }

  /** As for calls of the version. */
  private @Nullable EgressPolicy egress(Release release, UUID id, InstanceLaunch launch) {
    return release.network()
        ? policies.forService(id, release.allowedHosts(), launch.mask())
        : null;
  }
}
