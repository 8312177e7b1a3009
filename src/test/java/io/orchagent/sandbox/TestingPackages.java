package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Folders as an installation leaves them: every user of the host may read them. */
final class TestingPackages {

  private TestingPackages() {}

  /**
   * @param files content by name
   */
  static Path of(Map<String, String> files) throws IOException {
    Path folder = Files.createTempDirectory("packages");
    fill(folder, files);
    return folder;
  }

  static void fill(Path folder, Map<String, String> files) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}
