package io.orchagent.agents.packages;

import io.orchagent.platform.files.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The folder of installed packages: complete ones under their key, others on their way. */
final class PackageFolder {
  private static final String UNFINISHED = "unfinished-";

  /** Longer than any call, and than any installation. */
  private static final Duration IN_USE = Duration.ofHours(1);

  private final Path top;

  private PackageFolder(Path top) {
    this.top = top;
  }

  /** Makes the first of the folders that everybody may enter. */
  static PackageFolder open(List<Path> choices) throws IOException {
    for (Path choice : choices) {
      Path folder = choice.toAbsolutePath().normalize();
      if (isEnterable(folder)) {
        if (!Files.isDirectory(folder)) {
          Files.createDirectories(folder);
          Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        // Below a folder that all may write to, somebody else could have made it
        if (Files.getOwner(folder).equals(Files.getOwner(Path.of("/proc/self")))) {
          return new PackageFolder(folder);
        }
      }
    }
    throw new IOException(
        "there is no folder for packages that every user of this machine may enter: set"
            + " orchagent.packages.dir to one");
  }

  private static boolean isEnterable(Path folder) throws IOException {
    if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0) {
      return true;
    }
    for (Path each = folder; each != null; each = each.getParent()) {
      if (Files.exists(each)) {
        Set<PosixFilePermission> granted = Files.getPosixFilePermissions(each);
        if (!granted.contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      }
    }
    return true;
  }

  Path of(String key) {
    return top.resolve(key);
  }

  /** A folder to work in, which nobody takes for a complete one. */
  Path workplace() throws IOException {
    return Files.createDirectory(top.resolve(UNFINISHED + UUID.randomUUID()));
  }

  /** Gives what was installed its name; another server of this machine may have been faster. */
  void complete(Path files, String key) throws IOException {
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      Files.move(files, of(key), StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(of(key))) {
        throw e;
      }
    }
  }

  void noteUse(String key, Instant now) throws IOException {
    Files.setLastModifiedTime(of(key), FileTime.from(now));
  }

  /** What was left behind or is too old goes; then the longest unused, until the rest fits. */
  void sweep(Instant now, Duration age, long size) throws IOException {
    List<Kept> kept;
    try (Stream<Path> folders = Files.list(top)) {
      kept = folders.map(Kept::of).sorted(Comparator.comparing(Kept::used)).toList();
    }
    long total = kept.stream().mapToLong(Kept::bytes).sum();
    for (Kept each : kept) {
      boolean unused = each.used().isBefore(now.minus(IN_USE));
      boolean old =
          each.used().isBefore(now.minus(age))
              || each.path().getFileName().toString().startsWith(UNFINISHED);
      if (unused && (old || total > size)) {
        delete(each.path());
        total -= each.bytes();
      }
    }
  }

  private record Kept(Path path, Instant used, long bytes) {
    private static Kept of(Path path) {
      try (Stream<Path> files = Files.walk(path)) {
        long bytes = files.mapToLong(file -> file.toFile().length()).sum();
        return new Kept(path, Files.getLastModifiedTime(path).toInstant(), bytes);
      } catch (IOException | UncheckedIOException e) {
        // Swept by another server meanwhile
        return new Kept(path, Instant.MAX, 0);
      }
    }
  }

  void delete(Path folder) throws IOException {
    Folders.hideAndDelete(folder, UNFINISHED);
  }
}
