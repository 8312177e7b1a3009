package io.orchagent.sandbox;

import io.orchagent.platform.redaction.MaskedTail;
import io.orchagent.platform.redaction.SecretMask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a launch prints: the lines of its greeting, the program's output, and behind it, from
 * a shell, the mark with the exit code. The mark is in the stream, not in the process' exit, so
 * that the output is known to be complete and a grandchild that keeps the pipe open holds up
 * nothing; without one the whole tree has ended before the stream does.
 */
final class StdoutCapture {

  /** How the stream ended. */
  enum End {
    MARK,
    TOO_LONG,
    CLOSED
  }

  private static final int CHUNK = 64 * 1024;
  private static final int LONGEST_LINE = 64;
  // " 255\n" behind the mark
  private static final int LONGEST_CODE = 5;

  private final List<String> greeting;
  private final byte[] mark;
  private final SecretMask mask;
  private final Runnable onReady;
  private final OutputListener listener;
  private byte[] bytes = new byte[CHUNK];
  private int count;
  private int given;
  private int exitCode = -1;
  private volatile long startedAt;
  private volatile long endedAt;

  StdoutCapture(
      List<String> greeting,
      String mark,
      SecretMask mask,
      Runnable onReady,
      OutputListener listener) {
    this.listener = listener;
    this.mask = mask;
    this.greeting = List.copyOf(greeting);
    this.mark = mark.getBytes(StandardCharsets.US_ASCII);
    this.onReady = onReady;
  }

  End readAll(InputStream in) throws IOException {
    if (!readGreeting(in)) {
      return End.CLOSED;
    }
    End end = readProgram(in);
    ended();
    return end;
  }

  /** The lines before the program's own; false when they are others. */
  boolean readGreeting(InputStream in) throws IOException {
    for (String expected : greeting) {
      if (!expected.equals(line(in))) {
        return false;
      }
      if (expected.equals(Feed.READY)) {
        onReady.run();
      }
    }
    startedAt = System.nanoTime();
    listener.started();
    return true;
  }

  void ended() {
    endedAt = System.nanoTime();
  }

  /** A line of what a launch prints before its program does. */
  static @Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && line.length() < LONGEST_LINE; c = in.read()) {
      if (c == '\n') {
        return line.toString();
      }
      line.append((char) c);
    }
    return null;
  }

  private End readProgram(InputStream in) throws IOException {
    while (true) {
      if (bytes.length - count < CHUNK) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
      }
      int read = in.read(bytes, count, CHUNK);
      if (read < 0) {
        give(count);
        return count > SandboxResult.MAX_STDOUT_BYTES ? End.TOO_LONG : End.CLOSED;
      }
      int from = Math.max(0, count - mark.length - LONGEST_CODE);
      count += read;
      int at = Bytes.indexOf(bytes, from, count, mark);
      int lineEnd = at < 0 ? -1 : Bytes.indexOf(bytes, at, count, new byte[] {'\n'});
      if (lineEnd >= 0) {
        exitCode = parseCode(at + mark.length, lineEnd);
        count = at;
        give(count);
        return count > SandboxResult.MAX_STDOUT_BYTES ? End.TOO_LONG : End.MARK;
      }
      // What may be the mark is not the program's
      give(at >= 0 ? at : count - Bytes.begun(bytes, count, mark));
      if (count > SandboxResult.MAX_STDOUT_BYTES + mark.length + LONGEST_CODE) {
        return End.TOO_LONG;
      }
    }
  }

  private void give(int to) {
    if (to > given) {
      listener.stdout(bytes, given, to - given);
      given = to;
    }
  }

  private int parseCode(int from, int to) {
    String code = new String(bytes, from, to - from, StandardCharsets.US_ASCII).strip();
    try {
      return Integer.parseInt(code);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  boolean started() {
    return startedAt != 0;
  }

  /** Of the program, when the mark was seen; else -1. */
  int exitCode() {
    return exitCode;
  }

  long startedAt() {
    return startedAt;
  }

  long endedAt() {
    return endedAt == 0 ? System.nanoTime() : endedAt;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, Math.min(count, SandboxResult.MAX_STDOUT_BYTES));
  }

  String log() {
    MaskedTail tail = new MaskedTail(mask, SandboxResult.LOG_BYTES);
    tail.write(bytes, 0, count);
    return tail.text();
  }
}
