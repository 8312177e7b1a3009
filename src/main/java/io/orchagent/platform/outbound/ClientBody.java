package io.orchagent.platform.outbound;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The body of one request, exactly to its end: what a client sends behind it would be a second
 * request that nobody has judged.
 */
final class ClientBody {
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})[ \\t]*(?:;.*)?");
  private static final int MAX_LINE = 4_096;
  private static final int BUFFER = 16 * 1024;

  private final long length;
  private final boolean chunked;

  private ClientBody(long length, boolean chunked) {
    this.length = length;
    this.chunked = chunked;
  }

  static ClientBody of(RequestHead head) throws Refusal {
    Optional<String> length = head.single("Content-Length");
    Optional<String> coding = head.single("Transfer-Encoding");
    if (length.isPresent() && coding.isPresent()) {
      throw Refusal.malformed("A request has either Content-Length or Transfer-Encoding.");
    }
    if (coding.isPresent()) {
      if (!coding.get().equalsIgnoreCase("chunked") || head.version().equals("1.0")) {
        throw Refusal.malformed("The only Transfer-Encoding taken is chunked.");
      }
      return new ClientBody(0, true);
    }
    if (length.isPresent() && !LENGTH.matcher(length.get()).matches()) {
      throw Refusal.malformed("Content-Length is no number.");
    }
    return new ClientBody(length.map(Long::parseLong).orElse(0L), false);
  }

  void copy(InputStream in, OutputStream out) throws IOException {
    if (!chunked) {
      exactly(length, in, out);
      return;
    }
    long size;
    do {
      String line = line(in);
      var matcher = CHUNK.matcher(line);
      if (!matcher.matches()) {
        throw new IOException("not a chunk");
      }
      size = Long.parseLong(matcher.group(1), 16);
      write(out, Long.toHexString(size));
      if (size > 0) {
        exactly(size, in, out);
        if (!line(in).isEmpty()) {
          throw new IOException("a chunk is longer than it says");
        }
        write(out, "");
      }
    } while (size > 0);
    // Trailers are not carried on
    while (!line(in).isEmpty()) {}
    write(out, "");
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  private static void exactly(long count, InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = count;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException();
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = in.read()) != '\r') {
      if (c < 0x20 && c != '\t' || line.length() > MAX_LINE) {
        throw new IOException("not a line of a chunked body");
      }
      line.append((char) c);
    }
    if (in.read() != '\n') {
      throw new IOException("not the end of a line");
    }
    return line.toString();
  }
}
