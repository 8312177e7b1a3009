package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The folders that a sandbox is shown, as they were when it was made. One that waits keeps none of
 * them from being removed; it is of no use any more when one was, or another has its name.
 */
record ShownFolders(Map<Path, String> identities) {

  ShownFolders {
    identities = Map.copyOf(identities);
  }

  static ShownFolders of(List<SandboxSpec.Mount> mounts) throws IOException {
    Map<Path, String> identities = new HashMap<>();
    for (SandboxSpec.Mount mount : mounts) {
      identities.put(mount.folder(), identity(mount.folder()));
    }
    return new ShownFolders(identities);
  }

  boolean areStillThose() {
    try {
      for (Map.Entry<Path, String> each : identities.entrySet()) {
        if (!identity(each.getKey()).equals(each.getValue())) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** With its birth: file systems give numbers again. */
  private static String identity(Path folder) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(folder, BasicFileAttributes.class);
    return attributes.fileKey() + " " + attributes.creationTime();
  }
}
