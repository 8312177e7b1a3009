package io.orchagent.sandbox;

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
 * A folder as a tar stream whose length is known beforehand. Links and special files are refused:
 * the server reads with its own rights, and a link could name any file of the host.
 */
final class Tar {

  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final byte[] ZEROS = new byte[2 * BLOCK];

  private record Entry(Path file, byte[] name, long size, boolean executable) {
    boolean hasLongName() {
      return name.length > NAME_BYTES;
    }
  }

  private final List<Entry> entries;

  private Tar(List<Entry> entries) {
    this.entries = entries;
  }

  static Tar of(Path folder) throws IOException {
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
            entries.add(entry(folder, file, attributes.size(), ""));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (!directory.equals(folder)) {
              entries.add(entry(folder, directory, 0, "/"));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return new Tar(entries);
  }

  private static Entry entry(Path folder, Path file, long size, String suffix) {
    String name = folder.relativize(file).toString() + suffix;
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return new Entry(file, bytes, size, !suffix.isEmpty() || Files.isExecutable(file));
  }

  /** Whether all are plain files of the folder itself. */
  boolean isFlat() {
    return entries.stream().noneMatch(entry -> entry.executable());
  }

  List<Path> files() {
    return entries.stream().map(Entry::file).toList();
  }

  long contentLength() {
    return entries.stream().mapToLong(Entry::size).sum();
  }

  /** At most so many bytes of a file that is no link. */
  static byte[] read(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(most);
    }
  }

  long length() {
    long length = ZEROS.length;
    for (Entry entry : entries) {
      length += BLOCK + padded(entry.size());
      if (entry.hasLongName()) {
        length += BLOCK + padded(entry.name().length + 1L);
      }
    }
    return length;
  }

  void writeTo(OutputStream out) throws IOException {
    for (Entry entry : entries) {
      if (entry.hasLongName()) {
        long size = entry.name().length + 1L;
        out.write(header("././@LongLink".getBytes(StandardCharsets.US_ASCII), size, 0644, 'L'));
        out.write(entry.name());
        pad(out, entry.name().length, padded(size));
      }
      boolean directory = entry.name()[entry.name().length - 1] == '/';
      out.write(
          header(
              entry.name(), entry.size(), entry.executable() ? 0755 : 0644, directory ? '5' : '0'));
      if (!directory) {
        writeFile(out, entry);
      }
    }
    out.write(ZEROS);
  }

  private static void writeFile(OutputStream out, Entry entry) throws IOException {
    byte[] buffer = new byte[(int) Math.min(64 * 1024, Math.max(1, entry.size()))];
    long written = 0;
    try (InputStream in = Files.newInputStream(entry.file(), LinkOption.NOFOLLOW_LINKS)) {
      while (written < entry.size()) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, entry.size() - written));
        if (read < 0) {
          break;
        }
        out.write(buffer, 0, read);
        written += read;
      }
    }
    pad(out, written, padded(entry.size()));
  }

  private static void pad(OutputStream out, long from, long to) throws IOException {
    for (long left = to - from; left > 0; left -= ZEROS.length) {
      out.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
    }
  }

  private static long padded(long size) {
    return Math.ceilDiv(size, BLOCK) * BLOCK;
  }

  private static byte[] header(byte[] name, long size, int mode, char type) {
    byte[] header = new byte[BLOCK];
    System.arraycopy(name, 0, header, 0, Math.min(name.length, NAME_BYTES));
    octal(header, 100, 8, mode);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    octal(header, 124, 12, size);
    octal(header, 136, 12, 0);
    header[156] = (byte) type;
    byte[] magic = "ustar  ".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, header, 257, magic.length);
    java.util.Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xFF;
    }
    octal(header, 148, 7, sum);
    return header;
  }

  private static void octal(byte[] header, int at, int width, long value) {
    String digits = String.format("%0" + (width - 1) + "o", value);
    byte[] bytes = digits.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
    header[at + width - 1] = 0;
  }
}
