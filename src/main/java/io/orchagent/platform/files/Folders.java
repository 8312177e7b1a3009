package io.orchagent.platform.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How folders are deleted, with all that is in them. Links are deleted, never followed. */
public final class Folders {
  private Folders() {}

  /** Deletes a folder that nobody uses; what others delete at the same time is no failure. */
  public static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
            if (failed instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failed;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * Deletes a folder that others may be about to use: out of sight first, so that nobody finds half
   * of it.
   *
   * @param unfinished how names begin that nobody looks for
   */
  public static void hideAndDelete(Path folder, String unfinished) throws IOException {
    Path hidden = folder;
    if (!folder.getFileName().toString().startsWith(unfinished)) {
      hidden = folder.resolveSibling(unfinished + UUID.randomUUID());
      Files.move(folder, hidden, StandardCopyOption.ATOMIC_MOVE);
    }
    delete(hidden);
  }
}
