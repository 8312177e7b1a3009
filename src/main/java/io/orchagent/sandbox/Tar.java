package io.orchagent.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A bundle as a tar stream whose length is known beforehand. */
record Tar(BundleFiles files) {

  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final byte[] ZEROS = new byte[2 * BLOCK];

  long length() {
    long length = ZEROS.length;
    for (BundleFiles.Entry entry : files.entries()) {
      length += BLOCK + padded(entry.size());
      int name = name(entry).length;
      if (name > NAME_BYTES) {
        length += BLOCK + padded(name + 1L);
      }
    }
    return length;
  }

  void writeTo(OutputStream out) throws IOException {
    for (BundleFiles.Entry entry : files.entries()) {
      byte[] name = name(entry);
      if (name.length > NAME_BYTES) {
        long size = name.length + 1L;
        out.write(header("././@LongLink".getBytes(StandardCharsets.US_ASCII), size, 0644, 'L'));
        out.write(name);
        pad(out, name.length, padded(size));
      }
      int mode = entry.executable() ? 0755 : 0644;
      out.write(header(name, entry.size(), mode, entry.folder() ? '5' : '0'));
      if (!entry.folder()) {
        entry.writeTo(out);
        pad(out, entry.size(), padded(entry.size()));
      }
    }
    out.write(ZEROS);
  }

  private static byte[] name(BundleFiles.Entry entry) {
    String name = entry.folder() ? entry.name() + "/" : entry.name();
    return name.getBytes(StandardCharsets.UTF_8);
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
