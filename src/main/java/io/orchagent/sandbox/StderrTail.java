package io.orchagent.sandbox;

import io.orchagent.platform.redaction.MaskedTail;
import io.orchagent.platform.redaction.SecretMask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** Drains standard error up to the mark, and keeps its end. */
final class StderrTail {

  private static final int CHUNK = 64 * 1024;
  private static final long UNPACED = 1024 * 1024;
  private static final long PAUSE_NANOS = 200_000;

  private final byte[] mark;
  private final MaskedTail kept;
  private final byte[] bytes;
  private final OutputListener listener;
  private long drained;

  StderrTail(String mark, SecretMask mask, OutputListener listener) {
    this.listener = listener;
    this.mark = mark.getBytes(StandardCharsets.US_ASCII);
    this.kept = new MaskedTail(mask, SandboxResult.LOG_BYTES);
    this.bytes = new byte[this.mark.length + CHUNK];
  }

  void readAll(InputStream in) throws IOException {
    // What is not passed on yet, because the mark may have begun in it
    int count = 0;
    while (true) {
      int read = in.read(bytes, count, CHUNK);
      if (read < 0) {
        pass(count);
        return;
      }
      count += read;
      pace(read);
      int at = Bytes.indexOf(bytes, 0, count, mark);
      if (at >= 0) {
        pass(at);
        return;
      }
      int passed = count - Bytes.begun(bytes, count, mark);
      pass(passed);
      count -= passed;
      System.arraycopy(bytes, passed, bytes, 0, count);
    }
  }

  private void pass(int length) {
    kept.write(bytes, 0, length);
    if (length > 0) {
      listener.stderr(bytes, 0, length);
    }
  }

  /** Who floods waits, rather than keep the server's processors busy with what is thrown away. */
  private void pace(int read) {
    drained += read;
    if (drained > UNPACED) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  String text() {
    return kept.text();
  }
}
