package io.orchagent.sandbox;

import io.orchagent.platform.outbound.EgressPolicy;
import io.orchagent.platform.redaction.SecretMask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builds specifications. */
final class TestingSpec {

  private Program program;
  private final Map<String, String> environment = new HashMap<>();
  private final List<SandboxSpec.Upload> uploads = new ArrayList<>();
  private @Nullable Path bundle;
  private byte[] input = new byte[0];
  private Duration within = Duration.ofSeconds(60);
  private Clock clock = Clock.systemUTC();
  private CancelSignal cancel = new CancelSignal();
  private SecretMask mask = SecretMask.NONE;

  private @Nullable EgressPolicy egress;
  private final List<SandboxSpec.Mount> mounts = new ArrayList<>();
  private final List<SandboxSpec.SkillFile> skills = new ArrayList<>();

  private TestingSpec(Program program) {
    this.program = program;
  }

  static TestingSpec command(String shell) {
    return new TestingSpec(new Program.Command(shell));
  }

  static TestingSpec python(String code) {
    return new TestingSpec(new Program.Script(Interpreter.PYTHON, "main.py")).file("main.py", code);
  }

  static TestingSpec node(String code) {
    return new TestingSpec(new Program.Script(Interpreter.NODE, "main.js")).file("main.js", code);
  }

  TestingSpec file(String name, String content) {
    try {
      Path file = folder().resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestingSpec link(String name, Path target) throws IOException {
    Files.createSymbolicLink(folder().resolve(name), target);
    return this;
  }

  TestingSpec executable(String name) throws IOException {
    Files.setPosixFilePermissions(
        folder().resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    return this;
  }

  TestingSpec onlyForTheServer() throws IOException {
    for (String name : List.of("main.py", ".")) {
      Files.setPosixFilePermissions(
          folder().resolve(name), PosixFilePermissions.fromString("rwx------"));
    }
    return this;
  }

  String read(String name) throws IOException {
    return Files.readString(folder().resolve(name));
  }

  boolean has(String name) throws IOException {
    return Files.exists(folder().resolve(name));
  }

  private Path folder() throws IOException {
    if (bundle == null) {
      bundle = Files.createTempDirectory("bundle");
    }
    return bundle;
  }

  TestingSpec entrypoint(String name) {
    program = new Program.Script(Interpreter.PYTHON, name);
    return this;
  }

  TestingSpec environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  TestingSpec upload(String name, Path file) {
    uploads.add(new SandboxSpec.Upload(name, file));
    return this;
  }

  TestingSpec input(String text) {
    return input(text.getBytes(StandardCharsets.UTF_8));
  }

  TestingSpec input(byte[] bytes) {
    input = bytes;
    return this;
  }

  TestingSpec within(Duration duration) {
    within = duration;
    return this;
  }

  /** The deadline counts from that clock's time. */
  TestingSpec startsAt(Clock other) {
    clock = other;
    return this;
  }

  TestingSpec cancel(CancelSignal signal) {
    cancel = signal;
    return this;
  }

  TestingSpec mask(String... values) {
    mask = SecretMask.of(List.of(values));
    return this;
  }

  TestingSpec egress(EgressPolicy policy) {
    egress = policy;
    return this;
  }

  TestingSpec mount(Path folder, SandboxSpec.Place place) {
    mounts.add(new SandboxSpec.Mount(folder, place));
    return this;
  }

  TestingSpec skill(String name, String content) {
    skills.add(new SandboxSpec.SkillFile(name, content.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  /** The same program, with a deadline from now. */
  static SandboxSpec again(SandboxSpec spec) {
    return new SandboxSpec(
        UUID.randomUUID(),
        spec.program(),
        spec.bundle(),
        spec.environment(),
        spec.input(),
        spec.uploads(),
        Instant.now().plusSeconds(60),
        new CancelSignal(),
        spec.mask());
  }

  SandboxSpec build() {
    UUID run = UUID.randomUUID();
    return new SandboxSpec(
        run,
        program,
        bundle,
        environment,
        input,
        uploads,
        clock.instant().plus(within),
        cancel,
        mask,
        run,
        egress,
        mounts,
        0,
        OutputListener.NONE,
        skills);
  }
}
