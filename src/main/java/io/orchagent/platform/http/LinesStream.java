package io.orchagent.platform.http;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** Text that is made while it is read, in UTF-8: no more than one part is held at a time. */
public final class LinesStream extends InputStream {
  private final Iterator<String> parts;
  private byte[] part = new byte[0];
  private int next;

  LinesStream(Iterator<String> parts) {
    this.parts = parts;
  }

  @Override
  public int read() {
    return more() ? part[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!more()) {
      return -1;
    }
    int many = Math.min(length, part.length - next);
    System.arraycopy(part, next, into, offset, many);
    next += many;
    return many;
  }

  private boolean more() {
    while (next == part.length && parts.hasNext()) {
      part = parts.next().getBytes(StandardCharsets.UTF_8);
      next = 0;
    }
    return next < part.length;
  }
}
