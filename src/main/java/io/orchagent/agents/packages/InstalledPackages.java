package io.orchagent.agents.packages;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

  /** How often a use is noted on disk. */
  private static final Duration NOTE = Duration.ofMinutes(5);

  /** How long a failure is not tried again by calls. */
  private static final Duration FAILED = Duration.ofMinutes(1);

  private final PackageInstaller installer;
  private final Indexes indexes;
  private final PackagesConfig config;
  private final Clock clock;
  private final Semaphore places;
  private final ConcurrentHashMap<String, ReentrantLock> installing = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Instant> noted = new ConcurrentHashMap<>();
  private final Cache<Wanted, String> keys = Caffeine.newBuilder().maximumSize(10_000).build();
  private final Cache<String, String> failures =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(FAILED).build();
  private @Nullable PackageFolder folder;

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
   * The folder with what a bundle needs; installed now where it is not there yet.
   *
   * @param bundle the unpacked bundle
   * @param again whether a failure of a moment ago is tried again
   */
  public Path of(Path bundle, String bundleSha256, PackageNeed need, boolean again)
      throws FailedException, InterruptedException {
    try {
      String key = key(bundle, bundleSha256, need);
      Path found = folder().of(key);
      if (!Files.isDirectory(found)) {
        installOnce(key, PackageSource.of(bundle, bundleSha256, need), again);
      }
      noteUse(key);
      return found;
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

  private synchronized PackageFolder folder() throws IOException {
    if (folder == null) {
      String user = System.getProperty("user.name", "server").replaceAll("[^A-Za-z0-9_-]", "_");
      folder =
          PackageFolder.open(List.of(config.dir(), Path.of("/var/tmp/orchagent-packages-" + user)));
    }
    return folder;
  }

  private void installOnce(String key, PackageSource source, boolean again)
      throws IOException, FailedException, InterruptedException {
    ReentrantLock lock = installing.computeIfAbsent(key, ignored -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      if (Files.isDirectory(folder().of(key))) {
        return;
      }
      String failure = again ? null : failures.getIfPresent(key);
      if (failure == null) {
        places.acquire();
        try {
          failure = install(key, source).orElse(null);
        } finally {
          places.release();
        }
      }
      if (failure != null) {
        failures.put(key, failure);
        throw new FailedException(failure);
      }
    } finally {
      lock.unlock();
      installing.remove(key, lock);
    }
  }

  private Optional<String> install(String key, PackageSource source)
      throws IOException, InterruptedException {
    PackageFolder packages = folder();
    Path work = packages.workplace();
    try {
      Path files = Files.createDirectory(work.resolve("files"));
      Path staged = source.staged(Files.createDirectory(work.resolve("staged")));
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
      if (failure.isEmpty()) {
        packages.complete(files, key);
      }
      return failure;
    } finally {
      packages.delete(work);
    }
  }

  private void noteUse(String key) throws IOException {
    Instant now = clock.instant();
    Instant last = noted.get(key);
    if (last == null || last.plus(NOTE).isBefore(now)) {
      folder().noteUse(key, now);
      noted.put(key, now);
    }
  }

  @Scheduled(
      identity = "packages-sweep",
      every = "30m",
      delayed = "5m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    try {
      folder().sweep(clock.instant(), config.age(), config.size().asLongValue());
      noted.keySet().removeIf(key -> !Files.isDirectory(folder.of(key)));
    } catch (IOException e) {
      LOG.warnf("the folder of packages was not swept: %s", e.getMessage());
    }
  }
}
