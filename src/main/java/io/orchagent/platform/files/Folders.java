package io.orchagent.platform.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How folders are measured and deleted, with all that is in them. Links are deleted, never
 * followed.
 */
public final class Folders {
  private static final int BLOCK = 4096;

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
            return ignoredWhenGone(failed);
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
   * What a folder takes on a disk, in whole blocks: many small files take more than their bytes.
   */
  static long size(Path folder) throws IOException {
    long[] blocks = {0};
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            blocks[0] += Math.ceilDiv(attributes.size(), BLOCK);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
            blocks[0]++;
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
            return ignoredWhenGone(failed);
          }
        });
    return blocks[0] * BLOCK;
  }

  /** The start of all time when it is gone. */
  static Instant lastModified(Path folder) throws IOException {
    try {
      return Files.getLastModifiedTime(folder).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.EPOCH;
    }
  }

  private static FileVisitResult ignoredWhenGone(IOException failed) throws IOException {
    if (failed instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failed;
  }
}
