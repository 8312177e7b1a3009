package io.orchagent.sandbox.install;

import io.orchagent.platform.outbound.Collector;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes what an installation hands out into an empty folder. The sender is a stranger: nothing but
 * files and folders is made, below that folder, and all of it is counted while it arrives.
 */
final class InstalledFiles implements Collector {
  private static final int MAX_NAME_BYTES = 4_096;
  private static final int MAX_SEGMENT_BYTES = 255;
  private static final int BUFFER = 64 * 1024;

  private final Path into;
  private final long maxBytes;
  private final int maxFiles;
  private final AtomicBoolean used = new AtomicBoolean();
  private volatile boolean whole;
  private long bytes;
  private int files;

  InstalledFiles(Path into, long maxBytes, int maxFiles) {
    this.into = into;
    this.maxBytes = maxBytes;
    this.maxFiles = maxFiles;
  }

  /** Whether all of it came. */
  boolean isWhole() {
    return whole;
  }

  @Override
  public String take(InputStream in) throws IOException {
    if (!used.compareAndSet(false, true)) {
      throw new IOException("the files were handed out before");
    }
    try {
      DataInputStream parts = new DataInputStream(in);
      while (part(parts)) {}
      whole = true;
      return "taken";
    } catch (FileSystemException e) {
      // Its message names a folder of the host
      throw new IOException("a file can't be kept: " + e.getClass().getSimpleName(), e);
    } catch (EOFException e) {
      throw new IOException("the files ended early", e);
    }
  }

  private boolean part(DataInputStream in) throws IOException {
    char kind = (char) in.readUnsignedByte();
    int length = in.readInt();
    long size = in.readLong();
    if (kind == '.') {
      return false;
    }
    if (length <= 0 || length > MAX_NAME_BYTES || size < 0) {
      throw new IOException("a part is malformed");
    }
    if (++files > maxFiles) {
      throw new IOException("more than %,d files and folders were installed".formatted(maxFiles));
    }
    bytes += size;
    if (bytes > maxBytes) {
      throw new IOException("more than %,d bytes were installed".formatted(maxBytes));
    }
    Path path = path(new String(in.readNBytes(length), StandardCharsets.UTF_8));
    switch (kind) {
      case 'D' -> {
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      case 'F' -> write(in, path, size, "rw-r--r--");
      case 'X' -> write(in, path, size, "rwxr-xr-x");
      default -> throw new IOException("a part is of no known kind");
    }
    return true;
  }

  private Path path(String name) throws IOException {
    for (String segment : name.split("/", -1)) {
      if (segment.isEmpty()
          || segment.equals(".")
          || segment.equals("..")
          || segment.indexOf('\0') >= 0
          || segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
        throw new IOException("a file has a name that can't be kept");
      }
    }
    return into.resolve(name);
  }

  private static void write(InputStream in, Path path, long size, String mode) throws IOException {
    try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
      byte[] buffer = new byte[BUFFER];
      long left = size;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new EOFException();
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
