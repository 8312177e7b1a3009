package io.orchagent.agents;

import io.orchagent.platform.errors.Errors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A zip whose entries were all looked at. What it unpacks to is counted while inflating, never
 * believed from its headers, so that a bomb costs no more than the limit.
 */
final class ZipBundle {
  static final long MAX_UNPACKED_BYTES = 500L * 1024 * 1024;

  /** Files at the top that say what has to be installed. */
  static final Set<String> DEPENDENCY_FILES = Set.of("requirements.txt", "package.json");

  private static final int MAX_DEPENDENCY_FILE_BYTES = 1024 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final FileChannel file;
  private long unpacked;

  private ZipBundle(FileChannel file) {
    this.file = file;
  }

  /**
   * What is in a bundle.
   *
   * @param files names of all files
   * @param dependencyFiles content of those at the top that list dependencies
   */
  record Content(Set<String> files, Map<String, byte[]> dependencyFiles, long unpackedBytes) {}

  /** Where the bytes of one entry go. */
  private interface Target {
    OutputStream open(ZipDirectory.Entry entry) throws IOException;
  }

  /** Reads everything and writes nothing; what is wrong is 400 or 413. */
  static Content inspect(Path zip) throws IOException {
    Set<String> files = new TreeSet<>();
    Map<String, ByteArrayOutputStream> kept = new TreeMap<>();
    long bytes =
        walk(
            zip,
            entry -> {
              if (entry.folder()) {
                return OutputStream.nullOutputStream();
              }
              files.add(entry.name());
              if (!DEPENDENCY_FILES.contains(entry.name())) {
                return OutputStream.nullOutputStream();
              }
              return kept.computeIfAbsent(entry.name(), name -> new BoundedBuffer());
            });
    Map<String, byte[]> dependencies = new TreeMap<>();
    kept.forEach((name, content) -> dependencies.put(name, content.toByteArray()));
    return new Content(files, dependencies, bytes);
  }

  /** Writes an inspected bundle into an empty folder; readable by all, executable where said so. */
  static void unpack(Path zip, Path folder) throws IOException {
    walk(
        zip,
        entry -> {
          Path path = folder.resolve(entry.name());
          createFolders(entry.folder() ? path : path.getParent(), folder);
          if (entry.folder()) {
            return OutputStream.nullOutputStream();
          }
          OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW);
          Files.setPosixFilePermissions(
              path,
              PosixFilePermissions.fromString(entry.executable() ? "rwxr-xr-x" : "rw-r--r--"));
          return out;
        });
  }

  private static void createFolders(Path folder, Path top) throws IOException {
    if (folder.equals(top) || Files.isDirectory(folder)) {
      return;
    }
    createFolders(folder.getParent(), top);
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static long walk(Path zip, Target target) throws IOException {
    try (FileChannel file = FileChannel.open(zip, StandardOpenOption.READ)) {
      List<ZipDirectory.Entry> entries = ZipDirectory.read(file);
      ZipBundle bundle = new ZipBundle(file);
      for (ZipDirectory.Entry entry : entries) {
        try (OutputStream out = target.open(entry)) {
          bundle.copy(entry, out);
        }
      }
      return bundle.unpacked;
    }
  }

  private void copy(ZipDirectory.Entry entry, OutputStream out) throws IOException {
    CRC32 crc = new CRC32();
    long before = unpacked;
    if (entry.method() == 0) {
      copyStored(entry, crc, out);
    } else {
      inflate(entry, crc, out);
    }
    if (crc.getValue() != entry.crc()) {
      throw ZipDirectory.broken("the content of an entry is damaged");
    }
    if (entry.folder() && unpacked != before) {
      throw ZipDirectory.broken("a folder has content");
    }
  }

  private void copyStored(ZipDirectory.Entry entry, CRC32 crc, OutputStream out)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long position = entry.end() - entry.compressedBytes();
    while (position < entry.end()) {
      fill(buffer, position, entry.end());
      position += buffer.limit();
      emit(buffer.array(), buffer.limit(), crc, out);
    }
  }

  private void inflate(ZipDirectory.Entry entry, CRC32 crc, OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    byte[] inflated = new byte[BUFFER_BYTES];
    long position = entry.end() - entry.compressedBytes();
    try (Inflater inflater = new Inflater(true)) {
      while (!inflater.finished()) {
        if (inflater.needsInput()) {
          if (position >= entry.end()) {
            throw ZipDirectory.broken("an entry is cut off");
          }
          fill(buffer, position, entry.end());
          position += buffer.limit();
          inflater.setInput(buffer.array(), 0, buffer.limit());
        }
        int count = inflater.inflate(inflated);
        if (count == 0 && inflater.needsDictionary()) {
          throw ZipDirectory.broken("the content of an entry is damaged");
        }
        emit(inflated, count, crc, out);
      }
      if (position < entry.end() || inflater.getRemaining() > 0) {
        throw ZipDirectory.broken("an entry is longer than its content");
      }
    } catch (DataFormatException e) {
      throw ZipDirectory.broken("the content of an entry is damaged");
    }
  }

  private void fill(ByteBuffer buffer, long position, long end) throws IOException {
    buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
    while (buffer.hasRemaining()) {
      if (file.read(buffer, position + buffer.position()) < 0) {
        throw ZipDirectory.broken("it is cut off");
      }
    }
    buffer.flip();
  }

  private void emit(byte[] bytes, int count, CRC32 crc, OutputStream out) throws IOException {
    unpacked += count;
    if (unpacked > MAX_UNPACKED_BYTES) {
      throw Errors.tooLarge("The bundle unpacks to more than 500 MiB.");
    }
    crc.update(bytes, 0, count);
    out.write(bytes, 0, count);
  }

  private static final class BoundedBuffer extends ByteArrayOutputStream {
    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (count + length > MAX_DEPENDENCY_FILE_BYTES) {
        throw Errors.tooLarge("requirements.txt and package.json may have 1 MiB each.");
      }
      super.write(bytes, offset, length);
    }
  }
}
