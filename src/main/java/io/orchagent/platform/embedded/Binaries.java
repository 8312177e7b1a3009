package io.orchagent.platform.embedded;

import io.orchagent.platform.files.Folders;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the bundled servers once per version. A folder appears under its final name only when it
 * is complete, so a start that was killed half-way leaves nothing that a later one would trust.
 */
final class Binaries {
  private final Path root;
  private final Platform platform;

  Binaries(Path root, Platform platform) {
    this.root = root;
    this.platform = platform;
  }

  /** The folder that holds {@code bin/postgres} and {@code bin/initdb}. */
  Path postgres() {
    return unpacked("postgres", platform.postgresArchive(), Binaries::extractTar);
  }

  Path redisServer() {
    Path folder =
        unpacked(
            "redis",
            platform.redisBinary(),
            (in, target) -> {
              Path file = target.resolve("redis-server");
              Files.copy(in, file);
              Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            });
    return folder.resolve("redis-server");
  }

  private Path unpacked(String name, String resource, Extraction extraction) {
    URL url = Binaries.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new EmbeddedException(resource + " is not among the application's libraries");
    }
    try {
      Path target = root.resolve(name + "-" + fingerprint(url));
      if (Files.isDirectory(target)) {
        return target;
      }
      Path fresh = Files.createTempDirectory(root, name + "-unpacking-");
      try (InputStream in = new BufferedInputStream(url.openStream())) {
        extraction.extract(in, fresh);
      }
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      publish(fresh, target);
      return target;
    } catch (IOException e) {
      throw new EmbeddedException("cannot unpack " + resource + " into " + root, e);
    }
  }

  /** The jar that a resource comes from is versioned in its name; its size tells builds apart. */
  private static String fingerprint(URL url) throws IOException {
    long size = url.openConnection().getContentLengthLong();
    return Long.toHexString(size);
  }

  private static void publish(Path fresh, Path target) throws IOException {
    try {
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Folders.delete(fresh);
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }

  private static void extractTar(InputStream compressed, Path target) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(compressed))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        extractEntry(tar, entry, target.resolve(entry.getName()).normalize());
      }
    }
  }

  private static void extractEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, file);
    boolean executable = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  @FunctionalInterface
  private interface Extraction {
    void extract(InputStream in, Path target) throws IOException;
  }
}
