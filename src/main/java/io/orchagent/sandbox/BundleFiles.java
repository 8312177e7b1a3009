package io.orchagent.sandbox;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies in a bundle's folder, folders before what is in them. Links and special files are
 * refused: the server reads with its own rights, and a link could name any file of the host.
 */
record BundleFiles(List<Entry> entries) {

  private static final int CHUNK = 64 * 1024;

  /** A file or a folder; the size is what the file had when it was looked at. */
  record Entry(Path path, String name, long size, boolean folder, boolean executable) {

    byte[] nameBytes() {
      return name.getBytes(StandardCharsets.UTF_8);
    }

    /** At most so many bytes. */
    byte[] read(int most) throws IOException {
      try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
        return in.readNBytes(most);
      }
    }

    /** Exactly {@link #size} bytes. */
    void writeTo(OutputStream out) throws IOException {
      byte[] buffer = new byte[(int) Math.min(CHUNK, Math.max(1, size))];
      long written = 0;
      try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
        while (written < size) {
          int read = in.read(buffer, 0, (int) Math.min(buffer.length, size - written));
          if (read < 0) {
            throw new EOFException("a file of it has become shorter");
          }
          out.write(buffer, 0, read);
          written += read;
        }
      }
    }
  }

  BundleFiles {
    entries = List.copyOf(entries);
  }

  static BundleFiles of(Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!attributes.isRegularFile()) {
              throw new IOException("The bundle holds something that is neither file nor folder");
            }
            String name = folder.relativize(file).toString();
            entries.add(new Entry(file, name, attributes.size(), false, Files.isExecutable(file)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (!directory.equals(folder)) {
              String name = folder.relativize(directory).toString();
              entries.add(new Entry(directory, name, 0, true, true));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return new BundleFiles(entries);
  }

  /** Whether all are plain files of the folder itself. */
  boolean isFlat() {
    return entries.stream().noneMatch(Entry::executable);
  }

  long contentLength() {
    return entries.stream().mapToLong(Entry::size).sum();
  }
}
