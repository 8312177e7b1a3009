package io.orchagent.agents.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** Where installed packages lie. */
final class PackageFolder {
  private PackageFolder() {}

  /** Makes the first of the folders that everybody may enter. */
  static Path open(List<Path> choices) throws IOException {
    for (Path choice : choices) {
      Path folder = choice.toAbsolutePath().normalize();
      if (isEnterable(folder)) {
        if (!Files.isDirectory(folder)) {
          Files.createDirectories(folder);
          Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        // Below a folder that all may write to, somebody else could have made it
        if (Files.getOwner(folder).equals(Files.getOwner(Path.of("/proc/self")))) {
          return folder;
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
}
