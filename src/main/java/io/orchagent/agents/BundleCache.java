package io.orchagent.agents;

import io.orchagent.platform.blobs.Blob;
import io.orchagent.platform.blobs.Blobs;
import io.orchagent.platform.files.Folders;
import io.orchagent.platform.ids.Hashes;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Bundles unpacked on this machine, one folder by hash. A folder appears under its name only when
 * it is complete, so several servers may share the cache, and one that is killed leaves nothing but
 * a folder to be swept. Only the server's own user may enter; who runs the code is handed a copy.
 */
@ApplicationScoped
public class BundleCache {
  private static final String UNFINISHED = "unfinished-";

  /** Longer than any call: a folder in use is not swept. */
  private static final Duration IN_USE = Duration.ofHours(1);

  /** How often a use is noted on disk. */
  private static final Duration NOTE = Duration.ofMinutes(5);

  /** How often the cache is measured, which reads all of its folders. */
  private static final Duration MEASURE = Duration.ofMinutes(10);

  private final Blobs blobs;
  private final AgentsConfig config;
  private final Clock clock;
  private final ConcurrentHashMap<String, ReentrantLock> fetching = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Instant> noted = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> measured = new AtomicReference<>(Instant.EPOCH);

  BundleCache(Blobs blobs, AgentsConfig config, Clock clock) {
    this.blobs = blobs;
    this.config = config;
    this.clock = clock;
  }

  /**
   * The folder with the files of a bundle. Never write into it; it stays for an hour at least.
   *
   * @param sha256 of the zip, 64 hexadecimal digits
   */
  public Path unpacked(String sha256) {
    Path folder = config.cacheDir().toAbsolutePath().resolve(sha256);
    try {
      if (!Files.isDirectory(folder)) {
        fetchOnce(sha256, folder);
      }
      noteUse(sha256, folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fetchOnce(String sha256, Path folder) throws IOException {
    ReentrantLock lock = fetching.computeIfAbsent(sha256, key -> new ReentrantLock());
    lock.lock();
    try {
      if (!Files.isDirectory(folder)) {
        createTop(folder.getParent());
        sweep(folder.getParent());
        fetch(sha256, folder);
      }
    } finally {
      lock.unlock();
      fetching.remove(sha256, lock);
    }
  }

  private void fetch(String sha256, Path folder) throws IOException {
    Path work = folder.resolveSibling(UNFINISHED + UUID.randomUUID());
    Files.createDirectory(work);
    try {
      Path zip = work.resolve("bundle.zip");
      copy(sha256, zip);
      Path files = Files.createDirectory(work.resolve("files"));
      Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
      ZipBundle.unpack(zip, files);
      Files.move(files, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another server of this machine may have been faster, with the same bytes.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    } finally {
      delete(work);
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

  private static void createTop(Path top) throws IOException {
    if (!Files.isDirectory(top)) {
      Files.createDirectories(top);
      Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private void noteUse(String sha256, Path folder) throws IOException {
    Instant now = clock.instant();
    Instant last = noted.get(sha256);
    if (last == null || last.plus(NOTE).isBefore(now)) {
      Files.setLastModifiedTime(folder, FileTime.from(now));
      noted.put(sha256, now);
    }
  }

  /** What was left behind goes; then the longest unused, until the rest fits. */
  private void sweep(Path top) throws IOException {
    Instant now = clock.instant();
    Instant last = measured.get();
    if (last.plus(MEASURE).isAfter(now) || !measured.compareAndSet(last, now)) {
      return;
    }
    Instant unused = now.minus(IN_USE);
    List<Kept> kept;
    try (Stream<Path> folders = Files.list(top)) {
      kept =
          folders
              .filter(Files::isDirectory)
              .map(Kept::of)
              .sorted(Comparator.comparing(Kept::used))
              .toList();
    }
    long total = kept.stream().mapToLong(Kept::bytes).sum();
    for (Kept folder : kept) {
      boolean leftover = folder.path().getFileName().toString().startsWith(UNFINISHED);
      boolean full = total > config.cacheSize().asLongValue();
      if ((leftover || full) && folder.used().isBefore(unused)) {
        noted.remove(folder.path().getFileName().toString());
        delete(folder.path());
        total -= folder.bytes();
      }
    }
  }

  private record Kept(Path path, Instant used, long bytes) {
    private static Kept of(Path path) {
      try (Stream<Path> files = Files.walk(path)) {
        long bytes = files.mapToLong(file -> file.toFile().length()).sum();
        return new Kept(path, Files.getLastModifiedTime(path).toInstant(), bytes);
      } catch (IOException | UncheckedIOException e) {
        // Swept by another server meanwhile.
        return new Kept(path, Instant.MAX, 0);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    Folders.hideAndDelete(folder, UNFINISHED);
  }
}
