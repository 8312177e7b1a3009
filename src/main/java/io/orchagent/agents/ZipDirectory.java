package io.orchagent.agents;

import io.orchagent.platform.errors.Errors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The list of entries at the end of a zip, read entry by entry: a directory of a million entries or
 * one that lies about its size costs no more than the limit. Anything that two readers of zips
 * could understand differently is refused.
 */
final class ZipDirectory {
  static final int MAX_ENTRIES = 10_000;

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int END_BYTES = 22;
  private static final int ENTRY_BYTES = 46;
  private static final int LOCAL_BYTES = 30;
  private static final long ZIP64 = 0xFFFF_FFFFL;
  private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
  private static final int MODE_TYPE = 0170000;
  private static final int MODE_FILE = 0100000;
  private static final int MODE_FOLDER = 0040000;

  private final FileChannel file;
  private final List<Entry> entries = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> folders = new HashSet<>();

  private ZipDirectory(FileChannel file) {
    this.file = file;
  }

  /**
   * One file or folder.
   *
   * @param name with slashes; a folder's without the last one
   * @param offset of its local header
   * @param end the first byte after its data
   */
  record Entry(
      String name,
      boolean folder,
      boolean executable,
      int method,
      long crc,
      long compressedBytes,
      long offset,
      long end) {}

  static List<Entry> read(FileChannel file) throws IOException {
    ZipDirectory directory = new ZipDirectory(file);
    directory.readAll();
    return directory.entries;
  }

  static RuntimeException broken(String what) {
    return Errors.invalidField("bundle", "is not a zip that can be read: " + what);
  }

  static RuntimeException refused(String what) {
    return Errors.invalidField("bundle", what);
  }

  private void readAll() throws IOException {
    long endAt = findEnd();
    ByteBuffer end = bytes(endAt, END_BYTES);
    int count = end.getShort(10) & 0xFFFF;
    long size = end.getInt(12) & ZIP64;
    long start = end.getInt(16) & ZIP64;
    if (end.getShort(4) != 0 || end.getShort(6) != 0 || end.getShort(8) != end.getShort(10)) {
      if (count < 0xFFFF) {
        throw broken("it is one part of several");
      }
    }
    if (count > MAX_ENTRIES) {
      throw tooMany();
    }
    if (start + size != endAt) {
      throw broken("its directory is not where it should be");
    }
    long position = start;
    for (int i = 0; i < count; i++) {
      position += readEntry(position, endAt);
    }
    if (position != endAt) {
      throw broken("its directory says a wrong number of entries");
    }
    refuseFilesAsFolders();
    refuseOverlaps(start);
  }

  static RuntimeException tooMany() {
    return Errors.tooLarge(
        "The bundle has more than 10,000 entries. Leave out what can be installed, such as"
            + " node_modules.");
  }

  private long findEnd() throws IOException {
    long length = file.size();
    if (length < END_BYTES) {
      throw broken("it is too short");
    }
    int tail = (int) Math.min(length, END_BYTES + 0xFFFF);
    ByteBuffer last = bytes(length - tail, tail);
    for (int at = tail - END_BYTES; at >= 0; at--) {
      if (last.getInt(at) == END_SIGNATURE
          && (last.getShort(at + 20) & 0xFFFF) == tail - at - END_BYTES) {
        return length - tail + at;
      }
    }
    throw broken("its end is missing");
  }

  private long readEntry(long position, long limit) throws IOException {
    if (position + ENTRY_BYTES > limit) {
      throw broken("its directory is cut off");
    }
    ByteBuffer head = bytes(position, ENTRY_BYTES);
    int nameLength = head.getShort(28) & 0xFFFF;
    int extraLength = head.getShort(30) & 0xFFFF;
    long total = ENTRY_BYTES + nameLength + extraLength + (head.getShort(32) & 0xFFFF);
    if (head.getInt(0) != ENTRY_SIGNATURE || position + total > limit) {
      throw broken("its directory is damaged");
    }
    if (nameLength > ZipNames.MAX_BYTES) {
      throw refused("has an entry whose name is longer than 1,024 bytes");
    }
    byte[] name = bytes(position + ENTRY_BYTES, nameLength).array();
    add(head, name);
    return total;
  }

  private void add(ByteBuffer head, byte[] rawName) throws IOException {
    String raw = text(rawName);
    boolean folder = raw.endsWith("/");
    String name = folder ? raw.substring(0, raw.length() - 1) : raw;
    ZipNames.check(name);
    int flags = head.getShort(8);
    int method = head.getShort(10) & 0xFFFF;
    int mode = head.getInt(38) >>> 16;
    int type = mode & MODE_TYPE;
    if ((flags & ENCRYPTED) != 0) {
      throw refused("has an encrypted entry: " + ZipNames.shown(name));
    }
    if (type != 0 && type != MODE_FILE && type != MODE_FOLDER) {
      throw refused("has a link or special file: " + ZipNames.shown(name));
    }
    if (folder == (type == MODE_FILE) && type != 0) {
      throw broken("an entry is both file and folder");
    }
    if (method != 0 && method != 8) {
      throw refused("has an entry that is compressed other than by deflate");
    }
    if (!names.add(name)) {
      throw refused("has two entries of one name: " + ZipNames.shown(name));
    }
    long compressed = head.getInt(20) & ZIP64;
    long offset = head.getInt(42) & ZIP64;
    if (compressed == ZIP64 || offset == ZIP64 || (head.getInt(24) & ZIP64) == ZIP64) {
      throw refused("has an entry in the form for files over 4 GiB; make it without Zip64");
    }
    if (method == 0 && compressed != (head.getInt(24) & ZIP64)) {
      throw broken("the sizes of an entry differ");
    }
    addFolders(name, folder);
    long end = localData(offset, rawName, method) + compressed;
    long crc = head.getInt(16) & ZIP64;
    entries.add(new Entry(name, folder, (mode & 0100) != 0, method, crc, compressed, offset, end));
  }

  /** Where the data of an entry begins; its own header must say the same as the directory. */
  private long localData(long offset, byte[] name, int method) throws IOException {
    if (offset + LOCAL_BYTES + name.length > file.size()) {
      throw broken("an entry lies outside of it");
    }
    ByteBuffer local = bytes(offset, LOCAL_BYTES + name.length);
    byte[] localName = new byte[name.length];
    local.get(LOCAL_BYTES, localName);
    if (local.getInt(0) != 0x04034b50
        || (local.getShort(8) & 0xFFFF) != method
        || (local.getShort(6) & ENCRYPTED) != 0
        || (local.getShort(26) & 0xFFFF) != name.length
        || !java.util.Arrays.equals(name, localName)) {
      throw broken("an entry and the directory say different things");
    }
    return offset + LOCAL_BYTES + name.length + (local.getShort(28) & 0xFFFF);
  }

  private void addFolders(String name, boolean folder) {
    if (folder) {
      folders.add(name);
    }
    for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
      if (!folders.add(name.substring(0, slash))) {
        return;
      }
    }
  }

  private void refuseFilesAsFolders() {
    for (Entry entry : entries) {
      if (!entry.folder() && folders.contains(entry.name())) {
        throw refused("has a file and a folder of one name: " + ZipNames.shown(entry.name()));
      }
    }
  }

  /** Entries that share bytes are how a small file claims to hold terabytes. */
  private void refuseOverlaps(long start) {
    List<Entry> byOffset =
        entries.stream().sorted(Comparator.comparingLong(Entry::offset)).toList();
    long free = 0;
    for (Entry entry : byOffset) {
      if (entry.offset() < free || entry.end() > start) {
        throw broken("its entries overlap");
      }
      free = entry.end();
    }
  }

  private static String text(byte[] name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (CharacterCodingException e) {
      throw refused("has a name that is not UTF-8; make the zip with UTF-8 names");
    }
  }

  private ByteBuffer bytes(long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, position + buffer.position()) < 0) {
        throw broken("it is cut off");
      }
    }
    return buffer.flip();
  }
}
