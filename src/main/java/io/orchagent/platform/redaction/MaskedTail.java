package io.orchagent.platform.redaction;

import java.nio.charset.StandardCharsets;

/** The end of a stream as text, masked before it is cut. */
public final class MaskedTail {
  /** Enough to see where a character begins. */
  private static final int SPARE = 4;

  private final int most;
  private final StreamMask mask;
  private final byte[] bytes;
  private int count;
  private boolean ended;

  /**
   * @param most how many bytes are kept
   */
  public MaskedTail(SecretMask mask, int most) {
    this.most = most;
    this.mask = new StreamMask(mask, this::keep);
    this.bytes = new byte[2 * (most + SPARE)];
  }

  public synchronized void write(byte[] more, int offset, int length) {
    if (!ended) {
      mask.write(more, offset, length);
    }
  }

  private void keep(byte[] more, int offset, int length) {
    int kept = most + SPARE;
    int skipped = Math.max(0, length - kept);
    int wanted = length - skipped;
    if (bytes.length - count < wanted) {
      int stays = Math.min(count, kept - wanted);
      System.arraycopy(bytes, count - stays, bytes, 0, stays);
      count = stays;
    }
    System.arraycopy(more, offset + skipped, bytes, count, wanted);
    count += wanted;
  }

  /** The end, never beginning in the middle of a character. What comes later is not taken. */
  public synchronized String text() {
    if (!ended) {
      ended = true;
      mask.end();
    }
    int from = Math.max(0, count - most);
    if (from > 0) {
      while (from < count && (bytes[from] & 0xC0) == 0x80) {
        from++;
      }
    }
    return new String(bytes, from, count - from, StandardCharsets.UTF_8);
  }
}
