package io.orchagent.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Drains standard error up to the mark, and keeps its end. */
final class StderrTail {

  private static final int CHUNK = 64 * 1024;

  private final byte[] mark;
  private final int kept;
  private final byte[] bytes;
  private int count;

  StderrTail(String mark) {
    this.mark = mark.getBytes(StandardCharsets.US_ASCII);
    this.kept = SandboxResult.LOG_BYTES + this.mark.length + Integer.BYTES;
    this.bytes = new byte[kept + CHUNK];
  }

  void readAll(InputStream in) throws IOException {
    while (true) {
      int read = in.read(bytes, count, CHUNK);
      if (read < 0) {
        return;
      }
      synchronized (this) {
        int from = Math.max(0, count - mark.length);
        count += read;
        int at = Bytes.indexOf(bytes, from, count, mark);
        if (at >= 0) {
          count = at;
          return;
        }
        if (count > kept) {
          System.arraycopy(bytes, count - kept, bytes, 0, kept);
          count = kept;
        }
      }
    }
  }

  synchronized String text() {
    return Bytes.tail(bytes, count, SandboxResult.LOG_BYTES);
  }
}
