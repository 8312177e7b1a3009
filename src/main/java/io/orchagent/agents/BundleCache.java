package io.orchagent.agents;

import io.orchagent.platform.blobs.Blob;
import io.orchagent.platform.blobs.Blobs;
import io.orchagent.platform.files.FolderLease;
import io.orchagent.platform.files.KeptFolders;
import io.orchagent.platform.ids.Hashes;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Bundles unpacked on this machine, one folder by hash; several servers may share them. Only the
 * server's own user may enter; who runs the code is handed a copy.
 */
@ApplicationScoped
public class BundleCache {
  private static final Logger LOG = Logger.getLogger(BundleCache.class);

  /** What is being unpacked is not counted yet: no more than a few at one time. */
  private static final int FETCHES = 4;

  private final Blobs blobs;
  private final AgentsConfig config;
  private final Clock clock;
  private final Semaphore fetches = new Semaphore(FETCHES);
  private final ConcurrentHashMap<String, ReentrantLock> fetching = new ConcurrentHashMap<>();
  private @Nullable KeptFolders folders;

  BundleCache(Blobs blobs, AgentsConfig config, Clock clock) {
    this.blobs = blobs;
    this.config = config;
    this.clock = clock;
  }

  /**
   * The folder with the files of a bundle. Never write into it; it stays until it is closed.
   *
   * @param sha256 of the zip, 64 hexadecimal digits
   */
  public FolderLease unpacked(String sha256) {
    try {
      Optional<FolderLease> found = folders().find(sha256);
      return found.isPresent() ? found.get() : fetchOnce(sha256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized KeptFolders folders() throws IOException {
    if (folders == null) {
      Path top = config.cacheDir().toAbsolutePath();
      if (!Files.isDirectory(top)) {
        Files.createDirectories(top);
        Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwx------"));
      }
      var bounds = new KeptFolders.Bounds(config.cacheSize().asLongValue(), Optional.empty());
      folders = KeptFolders.open(top, bounds, clock);
    }
    return folders;
  }

  private FolderLease fetchOnce(String sha256) throws IOException {
    ReentrantLock lock = fetching.computeIfAbsent(sha256, key -> new ReentrantLock());
    lock.lock();
    try {
      Optional<FolderLease> found = folders().find(sha256);
      if (found.isPresent()) {
        return found.get();
      }
      fetches.acquireUninterruptibly();
      try {
        return fetch(sha256);
      } finally {
        fetches.release();
      }
    } finally {
      lock.unlock();
      fetching.remove(sha256, lock);
    }
  }

  private FolderLease fetch(String sha256) throws IOException {
    try (KeptFolders.Workplace work = folders().workplace()) {
      Path zip = work.folder().resolve("bundle.zip");
      copy(sha256, zip);
      Path files = Files.createDirectory(work.folder().resolve("files"));
      Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
      ZipBundle.unpack(zip, files);
      return work.complete(files, sha256);
    }
  }

  private void copy(String sha256, Path zip) throws IOException {
    Blob blob = blobs.find(sha256).orElseThrow(() -> new NoSuchFileException("bundle " + sha256));
    MessageDigest digest = Hashes.sha256();
    try (InputStream in = blobs.open(blob);
        OutputStream out = new DigestOutputStream(Files.newOutputStream(zip), digest)) {
      in.transferTo(out);
    }
    if (!Hashes.hex(digest.digest()).equals(sha256)) {
      throw new IOException("the stored bytes of bundle " + sha256 + " are damaged");
    }
  }

  @Scheduled(
      identity = "bundles-sweep",
      every = "1m",
      delayed = "1m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    try {
      folders().sweep();
    } catch (IOException | UncheckedIOException e) {
      LOG.warnf("the folder of bundles was not swept: %s", e.getMessage());
    }
  }
}
