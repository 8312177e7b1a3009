package io.orchagent.sandbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchagent.sandbox.SandboxResult.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Refuses bundles that can't fit before any of their bytes are copied. */
final class BundleRoom {

  /** Files are kept in memory by the page. */
  private static final long PAGE = 4096;

  private static final long MIB = 1024 * 1024;

  private final long bytes;
  // What lies in the folder of a bundle never changes
  private final Cache<Path, Long> sizes = Caffeine.newBuilder().maximumSize(10_000).build();

  /**
   * @param bytes of the folder that a bundle is copied into
   */
  BundleRoom(long bytes) {
    this.bytes = bytes;
  }

  /** The end of a run that can't begin; empty when there is nothing against it. */
  Optional<SandboxResult> refusal(SandboxSpec spec) {
    Path bundle = spec.bundle();
    if (bundle == null) {
      return Optional.empty();
    }
    Long size = sizes.getIfPresent(bundle);
    if (size == null) {
      try {
        size = size(bundle);
      } catch (IOException e) {
        // The launch will say so
        return Optional.empty();
      }
      sizes.put(bundle, size);
    }
    if (size <= bytes) {
      return Optional.empty();
    }
    return Optional.of(
        Run.notStarted(
            Outcome.SETUP_FAILED,
            "The files of the bundle take %d MiB, and a sandbox has %d MiB for them."
                .formatted(Math.ceilDiv(size, MIB), bytes / MIB)));
  }

  private static long size(Path bundle) throws IOException {
    long pages = 0;
    for (BundleFiles.Entry entry : BundleFiles.of(bundle).entries()) {
      pages += Math.ceilDiv(entry.size(), PAGE);
    }
    return pages * PAGE;
  }
}
