package io.orchagent.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * For a launch that a shell prepares: its script, the bundle, skills, uploads and the program's
 * input.
 */
final class ShellFeed implements Feed {

  private final LaunchScript script;
  private final SandboxSpec spec;
  private final boolean open;
  private final String mark = UUID.randomUUID().toString();

  /**
   * @param open whether more is said afterwards
   */
  ShellFeed(LaunchScript script, SandboxSpec spec, boolean open) {
    this.open = open;
    this.script = script;
    this.spec = spec;
  }

  @Override
  public List<String> greeting() {
    return List.of(READY, START);
  }

  @Override
  public String mark() {
    return mark;
  }

  @Override
  public boolean marksEnd() {
    return true;
  }

  @Override
  public void writeTo(OutputStream pipe) throws UnreadableException {
    if (!open) {
      LaunchPipe.fill(pipe, spec.runId(), this::write);
      return;
    }
    try {
      LaunchPipe.write(pipe, this::write);
    } catch (LaunchPipe.EndedException e) {
      // Who talks with it finds that out too
    }
  }

  private void write(OutputStream out) throws IOException, UnreadableException {
    Bundle bundle = spec.bundle() == null ? Bundle.none() : Bundle.of(spec.bundle());
    List<Long> sizes = Feed.uploadSizes(spec);
    String end = UUID.randomUUID().toString();
    String text = script.text(spec, mark, bundle, sizes);
    out.write((end + "\n" + text + end + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    bundle.writeTo(out);
    for (SandboxSpec.SkillFile file : spec.skills()) {
      out.write(file.content());
    }
    for (int i = 0; i < sizes.size(); i++) {
      Feed.copy(spec.uploads().get(i), sizes.get(i), out);
    }
    out.write(spec.input());
  }
}
