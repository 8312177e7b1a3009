package io.orchagent.platform.redaction;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of a text, masked before it is cut: a value that the cut would leave half of is
 * found all the same. What lies far behind the cut costs nothing.
 *
 * @param text of at most so many bytes of UTF-8 as were wanted, never ending in the middle of a
 *     character
 * @param whole whether that is all of it
 */
public record MaskedHead(String text, boolean whole) {
  private static final int CHUNK = 8 * 1024;

  /**
   * The beginning.
   *
   * @param most how many bytes of UTF-8 are wanted
   */
  public static MaskedHead of(SecretMask mask, String text, int most) {
    ByteArrayOutputStream masked = new ByteArrayOutputStream(Math.min(text.length(), most) + 16);
    StreamMask stream = new StreamMask(mask, masked::write);
    int at = 0;
    while (at < text.length() && masked.size() <= most) {
      int end = Math.min(text.length(), at + CHUNK);
      if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
        end++;
      }
      byte[] bytes = text.substring(at, end).getBytes(StandardCharsets.UTF_8);
      stream.write(bytes, 0, bytes.length);
      at = end;
    }
    if (at == text.length()) {
      stream.end();
    }
    byte[] bytes = masked.toByteArray();
    if (bytes.length <= most) {
      return new MaskedHead(new String(bytes, StandardCharsets.UTF_8), true);
    }
    int end = most;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new MaskedHead(new String(bytes, 0, end, StandardCharsets.UTF_8), false);
  }
}
