package io.orchagent.agents;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zips byte by byte, also those that no library would write. */
final class RawZip {
  static final int FILE = 0100644;
  static final int PROGRAM = 0100755;
  static final int LINK = 0120777;
  static final int FOLDER = 0040755;

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<byte[]> directory = new ArrayList<>();

  /** What an entry says of itself; content is deflated unless stored. */
  record Entry(byte[] name, byte[] content, int mode, int flags, boolean stored) {
    static Entry of(String name, String content) {
      return new Entry(bytes(name), bytes(content), FILE, 1 << 11, false);
    }

    Entry mode(int other) {
      return new Entry(name, content, other, flags, stored);
    }

    Entry flags(int other) {
      return new Entry(name, content, mode, other, stored);
    }

    Entry asStored() {
      return new Entry(name, content, mode, flags, true);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Names and contents, one after the other. */
  static byte[] of(String... namesAndContents) {
    RawZip zip = new RawZip();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      zip.add(Entry.of(namesAndContents[i], namesAndContents[i + 1]));
    }
    return zip.build();
  }

  RawZip add(Entry entry) {
    byte[] data = entry.stored() ? entry.content() : deflated(entry.content());
    CRC32 crc = new CRC32();
    crc.update(entry.content());
    return addRaw(entry, data, crc.getValue(), entry.content().length);
  }

  /** An entry of many zeros: a thousandth of them in the file. */
  RawZip addZeros(String name, long count) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CRC32 crc = new CRC32();
    byte[] zeros = new byte[1 << 20];
    byte[] buffer = new byte[1 << 16];
    try (Deflater deflater = new Deflater(9, true)) {
      for (long left = count; left > 0; left -= zeros.length) {
        int length = (int) Math.min(left, zeros.length);
        crc.update(zeros, 0, length);
        deflater.setInput(zeros, 0, length);
        while (!deflater.needsInput()) {
          out.write(buffer, 0, deflater.deflate(buffer));
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    return addRaw(Entry.of(name, ""), out.toByteArray(), crc.getValue(), count);
  }

  RawZip addRaw(Entry entry, byte[] data, long crc, long size) {
    int offset = body.size();
    ByteBuffer local = header(30 + entry.name().length, 0x04034b50);
    local.putShort((short) 20).putShort((short) entry.flags());
    local.putShort((short) (entry.stored() ? 0 : 8)).putInt(0);
    local.putInt((int) crc).putInt(data.length).putInt((int) size);
    local.putShort((short) entry.name().length).putShort((short) 0).put(entry.name());
    body.writeBytes(local.array());
    body.writeBytes(data);
    directory.add(central(entry, data.length, crc, size, offset));
    return this;
  }

  /** Once more in the directory, with the bytes of the entry before. */
  RawZip addOverlapping(String name) {
    byte[] last = directory.getLast().clone();
    byte[] other = bytes(name);
    System.arraycopy(other, 0, last, 46, Math.min(other.length, last.length - 46));
    directory.add(last);
    return this;
  }

  private static byte[] central(Entry entry, int packed, long crc, long size, int offset) {
    ByteBuffer central = header(46 + entry.name().length, 0x02014b50);
    central.putShort((short) (3 << 8 | 20)).putShort((short) 20);
    central.putShort((short) entry.flags()).putShort((short) (entry.stored() ? 0 : 8)).putInt(0);
    central.putInt((int) crc).putInt(packed).putInt((int) size);
    central.putShort((short) entry.name().length).putShort((short) 0).putShort((short) 0);
    central.putShort((short) 0).putShort((short) 0).putInt(entry.mode() << 16).putInt(offset);
    return central.put(entry.name()).array();
  }

  byte[] build() {
    return build(directory.size());
  }

  byte[] build(int claimedEntries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(body.toByteArray());
    int start = out.size();
    directory.forEach(out::writeBytes);
    ByteBuffer end = header(22, 0x06054b50);
    end.putShort((short) 0).putShort((short) 0);
    end.putShort((short) claimedEntries).putShort((short) claimedEntries);
    end.putInt(out.size() - start).putInt(start).putShort((short) 0);
    out.writeBytes(end.array());
    return out.toByteArray();
  }

  private static ByteBuffer header(int length, int signature) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putInt(signature);
  }

  private static byte[] deflated(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try (Deflater deflater = new Deflater(9, true)) {
      deflater.setInput(content);
      deflater.finish();
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    return out.toByteArray();
  }
}
