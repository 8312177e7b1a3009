package io.orchagent.agents.packages;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchagent.platform.files.FolderLease;
import io.orchagent.platform.files.KeptFolders;
import io.orchagent.sandbox.install.Indexes;
import io.orchagent.sandbox.install.Indexes.MissingException;
import io.orchagent.sandbox.install.PackageInstaller;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Packages by what decides them, each installed once on this machine, by whoever needs them first.
 */
@ApplicationScoped
public class InstalledPackages {
  private static final Logger LOG = Logger.getLogger(InstalledPackages.class);

  /** How long a failure is not tried again by calls. */
  private static final Duration FAILED = Duration.ofMinutes(1);

  private final PackageInstaller installer;
  private final Indexes indexes;
  private final PackagesConfig config;
  private final Clock clock;
  private final Semaphore places;
  private final ConcurrentHashMap<String, ReentrantLock> installing = new ConcurrentHashMap<>();
  private final Cache<Wanted, String> keys = Caffeine.newBuilder().maximumSize(10_000).build();
  private final Cache<String, String> failures =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(FAILED).build();
  private @Nullable KeptFolders folders;

  private record Wanted(String bundleSha256, PackageNeed need) {}

  /** They can't be installed; the message is for people. */
  public static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
      super(message);
    }
  }

  InstalledPackages(
      PackageInstaller installer, Indexes indexes, PackagesConfig config, Clock clock) {
    this.installer = installer;
    this.indexes = indexes;
    this.config = config;
    this.clock = clock;
    this.places = new Semaphore(config.concurrent());
  }

  /**
   * The folder with what a bundle needs; installed now where it is not there yet. It stays until it
   * is closed.
   *
   * @param bundle the unpacked bundle
   * @param again whether a failure of a moment ago is tried again
   */
  public FolderLease of(Path bundle, String bundleSha256, PackageNeed need, boolean again)
      throws FailedException, InterruptedException {
    try {
      String key = key(bundle, bundleSha256, need);
      Optional<FolderLease> found = folders().find(key);
      return found.isPresent()
          ? found.get()
          : installOnce(key, PackageSource.of(bundle, bundleSha256, need), again);
    } catch (MissingException e) {
      throw new FailedException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String key(Path bundle, String bundleSha256, PackageNeed need)
      throws IOException, MissingException {
    Wanted wanted = new Wanted(bundleSha256, need);
    String key = keys.getIfPresent(wanted);
    if (key == null) {
      key = PackageSource.of(bundle, bundleSha256, need).key(indexes.of(need.manager()));
      keys.put(wanted, key);
    }
    return key;
  }

  private synchronized KeptFolders folders() throws IOException {
    if (folders == null) {
      String user = System.getProperty("user.name", "server").replaceAll("[^A-Za-z0-9_-]", "_");
      Path top =
          PackageFolder.open(List.of(config.dir(), Path.of("/var/tmp/orchagent-packages-" + user)));
      var bounds = new KeptFolders.Bounds(config.size().asLongValue(), Optional.of(config.age()));
      folders = KeptFolders.open(top, bounds, clock);
    }
    return folders;
  }

  private FolderLease installOnce(String key, PackageSource source, boolean again)
      throws IOException, FailedException, InterruptedException {
    ReentrantLock lock = installing.computeIfAbsent(key, ignored -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      Optional<FolderLease> found = folders().find(key);
      if (found.isPresent()) {
        return found.get();
      }
      String failure = again ? null : failures.getIfPresent(key);
      if (failure != null) {
        throw new FailedException(failure);
      }
      places.acquire();
      try {
        return install(key, source);
      } catch (FailedException e) {
        failures.put(key, String.valueOf(e.getMessage()));
        throw e;
      } finally {
        places.release();
      }
    } finally {
      lock.unlock();
      installing.remove(key, lock);
    }
  }

  private FolderLease install(String key, PackageSource source)
      throws IOException, FailedException, InterruptedException {
    try (KeptFolders.Workplace work = folders().workplace()) {
      Path files = Files.createDirectory(work.folder().resolve("files"));
      Path staged = source.staged(Files.createDirectory(work.folder().resolve("staged")));
      long began = System.nanoTime();
      Optional<String> failure =
          installer.install(
              new PackageInstaller.Order(
                  source.need().manager(),
                  staged,
                  source.need().flags(),
                  files,
                  config.timeout(),
                  config.installedSize().asLongValue(),
                  config.installedFiles()));
      LOG.infof(
          "packages %s: %s in %d ms",
          key.substring(0, 12),
          failure.isEmpty() ? "installed" : "not installed",
          Duration.ofNanos(System.nanoTime() - began).toMillis());
      if (failure.isPresent()) {
        throw new FailedException(failure.get());
      }
      Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
      return work.complete(files, key);
    }
  }

  @Scheduled(
      identity = "packages-sweep",
      every = "1m",
      delayed = "1m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    try {
      folders().sweep();
    } catch (IOException | UncheckedIOException e) {
      LOG.warnf("the folder of packages was not swept: %s", e.getMessage());
    }
  }
}
