package io.orchagent.calls.engines;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 that comes in pieces, as whole characters: one that a piece cuts is given with the next.
 * What is no UTF-8 is replaced. For one thread at a time.
 */
public final class TextPieces {
  private static final int LONGEST_CHARACTER = 4;

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final byte[] cut = new byte[LONGEST_CHARACTER];
  private int cutBytes;

  public String next(byte[] bytes, int offset, int length) {
    ByteBuffer in = ByteBuffer.allocate(cutBytes + length);
    in.put(cut, 0, cutBytes).put(bytes, offset, length).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, false);
    cutBytes = in.remaining();
    in.get(cut, 0, cutBytes);
    return out.flip().toString();
  }
}
