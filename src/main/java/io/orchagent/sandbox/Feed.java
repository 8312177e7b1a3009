package io.orchagent.sandbox;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What is said to one launch, and what it says before the program's own output begins. */
interface Feed {

  /** After this line a launch reads what it is fed. */
  String READY = "ready";

  /** The last line before the program's output. */
  String START = "start";

  /** Something that the caller named can't be read. */
  final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The lines that the launch prints, in order. */
  List<String> greeting();

  /** What the launch prints at the end of both streams, when it does; never in them otherwise. */
  String mark();

  /** Whether it prints the mark and the exit code; otherwise its exit is the program's. */
  boolean marksEnd();

  /**
   * Writes all and closes; a program that ends without reading its input is no failure.
   *
   * @throws UnreadableException when something that the caller named can't be read; then the pipe
   *     is still open
   */
  void writeTo(OutputStream pipe) throws UnreadableException;

  /** What the uploads of a run take. */
  static List<Long> uploadSizes(SandboxSpec spec) throws UnreadableException {
    List<Long> sizes = new ArrayList<>();
    for (SandboxSpec.Upload upload : spec.uploads()) {
      try {
        sizes.add(Files.size(upload.file()));
      } catch (IOException e) {
        throw unreadable(upload, e);
      }
    }
    return sizes;
  }

  /** Exactly so many bytes of an upload. */
  static void copy(SandboxSpec.Upload upload, long size, OutputStream out)
      throws IOException, UnreadableException {
    try (InputStream in = Files.newInputStream(upload.file())) {
      byte[] buffer = new byte[64 * 1024];
      for (long left = size; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new EOFException("it has become shorter");
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    } catch (LaunchPipe.BrokenPipe e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(upload, e);
    }
  }

  private static UnreadableException unreadable(SandboxSpec.Upload upload, IOException cause) {
    return new UnreadableException("the upload " + upload.name() + " can't be read", cause);
  }
}
