package io.orchagent.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What a resident's launch is given: its script and its bundle. The pipe stays open for words. */
final class ResidentFeed {
  private final LaunchScript script;
  private final SandboxSpec spec;
  private final int port;
  private final boolean session;

  /**
   * @param session whether the program may have a session of its own
   */
  ResidentFeed(LaunchScript script, SandboxSpec spec, int port, boolean session) {
    this.script = script;
    this.spec = spec;
    this.port = port;
    this.session = session;
  }

  /**
   * Writes all.
   *
   * @throws Feed.UnreadableException when the bundle can't be read
   */
  void writeTo(OutputStream pipe) throws Feed.UnreadableException {
    try {
      LaunchPipe.write(pipe, this::write);
    } catch (LaunchPipe.EndedException e) {
      // Who reads what it says finds that out too
    }
  }

  private void write(OutputStream out) throws IOException {
    Bundle bundle = spec.bundle() == null ? Bundle.none() : Bundle.of(spec.bundle());
    String end = UUID.randomUUID().toString();
    String text = script.resident(spec, bundle, port, session);
    out.write((end + "\n" + text + end + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    bundle.writeTo(out);
  }
}
