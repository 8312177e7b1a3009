package io.orchagent.services.local;

import io.orchagent.platform.redaction.StreamMask;
import java.nio.charset.StandardCharsets;

/** Cuts a stream into lines, and lines that are too long. For one thread. */
final class LineSplitter implements StreamMask.Sink {
  private static final String CUT = " … (%d more bytes)";

  /** Takes lines. */
  interface Lines {
    /** Whether the next line is wanted; one that is not costs next to nothing. */
    boolean wanted();

    void line(String text);
  }

  private final Lines lines;
  private final byte[] kept;
  private int count;
  private long more;

  /**
   * @param longest in bytes
   */
  LineSplitter(int longest, Lines lines) {
    this.kept = new byte[longest];
    this.lines = lines;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int from = offset;
    for (int i = offset; i < end; i++) {
      if (bytes[i] == '\n') {
        keep(bytes, from, i);
        give();
        from = i + 1;
      }
    }
    keep(bytes, from, end);
  }

  private void keep(byte[] bytes, int from, int to) {
    int room = Math.min(kept.length - count, to - from);
    System.arraycopy(bytes, from, kept, count, room);
    count += room;
    more += to - from - room;
  }

  /** Nothing follows. */
  void end() {
    if (count > 0) {
      give();
    }
  }

  private void give() {
    if (lines.wanted()) {
      lines.line(text());
    }
    count = 0;
    more = 0;
  }

  private String text() {
    int end = count;
    if (more == 0) {
      while (end > 0 && kept[end - 1] == '\r') {
        end--;
      }
      return new String(kept, 0, end, StandardCharsets.UTF_8);
    }
    // Not in the middle of a character
    while (end > 0 && (kept[end - 1] & 0xC0) == 0x80) {
      end--;
    }
    if (end > 0 && (kept[end - 1] & 0x80) != 0) {
      end--;
    }
    return new String(kept, 0, end, StandardCharsets.UTF_8) + CUT.formatted(more + count - end);
  }
}
