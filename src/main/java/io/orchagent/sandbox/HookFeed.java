package io.orchagent.sandbox;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * For a launch that the interpreter itself prepares ({@link InterpreterHook}): parts of a kind, a
 * name and a content. The bundle comes first and may come long before the rest.
 */
final class HookFeed implements Feed {

  /** Said when the bundle is in its place and nothing of a run is known. */
  static final String PARKED = "parked";

  private static final int BUFFER = 32 * 1024;

  private final Map<String, String> environment;
  private final SandboxSpec spec;
  private final boolean parked;
  private final String mark = UUID.randomUUID().toString();

  /**
   * @param environment all that the program is to find
   * @param parked whether the launch has its bundle already
   */
  HookFeed(Map<String, String> environment, SandboxSpec spec, boolean parked) {
    this.environment = environment;
    this.spec = spec;
    this.parked = parked;
  }

  @Override
  public List<String> greeting() {
    return parked ? List.of(START) : List.of(READY, PARKED, START);
  }

  @Override
  public String mark() {
    return mark;
  }

  @Override
  public boolean marksEnd() {
    return false;
  }

  @Override
  public void writeTo(OutputStream pipe) throws UnreadableException {
    LaunchPipe.fill(pipe, spec.runId(), this::write);
  }

  private void write(OutputStream pipe) throws IOException, UnreadableException {
    List<Long> sizes = Feed.uploadSizes(spec);
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(pipe, BUFFER));
    if (!parked) {
      write(files(spec), out);
    }
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      byte[] value = variable.getValue().getBytes(StandardCharsets.UTF_8);
      head(out, 'V', variable.getKey().getBytes(StandardCharsets.UTF_8), value.length);
      out.write(value);
    }
    for (SandboxSpec.SkillFile file : spec.skills()) {
      head(out, 'S', file.name().getBytes(StandardCharsets.UTF_8), file.content().length);
      out.write(file.content());
    }
    for (int i = 0; i < sizes.size(); i++) {
      SandboxSpec.Upload upload = spec.uploads().get(i);
      head(out, 'U', upload.name().getBytes(StandardCharsets.UTF_8), sizes.get(i));
      Feed.copy(upload, sizes.get(i), out);
    }
    head(out, '.', new byte[0], 0);
    out.write(spec.input());
    out.flush();
  }

  /** Only the bundle, to a launch that is to wait for its run; returns its size. */
  static long park(SandboxSpec spec, OutputStream pipe)
      throws LaunchPipe.EndedException, UnreadableException {
    AtomicLong length = new AtomicLong();
    LaunchPipe.write(
        pipe,
        raw -> {
          BundleFiles files = files(spec);
          length.set(files.contentLength());
          DataOutputStream out = new DataOutputStream(new BufferedOutputStream(raw, BUFFER));
          head(out, 'W', new byte[0], 0);
          write(files, out);
          out.flush();
        });
    return length.get();
  }

  private static BundleFiles files(SandboxSpec spec) throws IOException {
    return spec.bundle() == null ? new BundleFiles(List.of()) : BundleFiles.of(spec.bundle());
  }

  private static void write(BundleFiles files, DataOutputStream out) throws IOException {
    for (BundleFiles.Entry entry : files.entries()) {
      char kind = entry.executable() ? 'X' : 'F';
      head(out, entry.folder() ? 'D' : kind, entry.nameBytes(), entry.size());
      if (!entry.folder()) {
        entry.writeTo(out);
      }
    }
    head(out, '.', new byte[0], 0);
  }

  private static void head(DataOutputStream out, char kind, byte[] name, long size)
      throws IOException {
    out.writeByte(kind);
    out.writeInt(name.length);
    out.writeLong(size);
    out.write(name);
  }
}
