package io.orchagent.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What goes to a launch's standard input: its script, bundle, uploads and the program's input. */
final class Feed {

  /** Something that the caller named can't be read. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final LaunchScript script;
  private final SandboxSpec spec;
  private final String mark;

  Feed(LaunchScript script, SandboxSpec spec, String mark) {
    this.script = script;
    this.spec = spec;
    this.mark = mark;
  }

  /** Writes all and closes; a program that ends without reading its input is no failure. */
  void writeTo(OutputStream pipe) throws UnreadableException {
    Bundle bundle = bundle();
    List<Long> sizes = uploadSizes();
    String end = UUID.randomUUID().toString();
    String text = script.text(spec, mark, bundle, sizes);
    try (OutputStream out = pipe) {
      out.write((end + "\n" + text + end + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      bundle.writeTo(out);
      for (int i = 0; i < sizes.size(); i++) {
        copy(spec.uploads().get(i), sizes.get(i), out);
      }
      out.write(spec.input());
    } catch (IOException e) {
      // The other end is closed: the program ended, or never read
      return;
    }
  }

  private Bundle bundle() throws UnreadableException {
    if (spec.bundle() == null) {
      return Bundle.none();
    }
    try {
      return Bundle.of(spec.bundle());
    } catch (IOException e) {
      throw new UnreadableException("the bundle can't be read: " + e.getMessage(), e);
    }
  }

  private List<Long> uploadSizes() throws UnreadableException {
    List<Long> sizes = new ArrayList<>();
    for (SandboxSpec.Upload upload : spec.uploads()) {
      try {
        sizes.add(Files.size(upload.file()));
      } catch (IOException e) {
        throw new UnreadableException("the upload " + upload.name() + " can't be read", e);
      }
    }
    return sizes;
  }

  private static void copy(SandboxSpec.Upload upload, long size, OutputStream out)
      throws IOException, UnreadableException {
    long left = size;
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = Files.newInputStream(upload.file())) {
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new UnreadableException("the upload " + upload.name() + " changed", null);
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }
}
