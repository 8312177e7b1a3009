package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.sandbox.egress.Relay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes wrong while a launch is fed, told apart: its own end, and what can't be read for it.
 */
class FeedTest {

  private static final int LARGE = 300_000;

  @TempDir Path folder;

  private enum Kind {
    HOOK(spec -> new HookFeed(Map.of(), spec, false)),
    SHELL(
        spec ->
            new ShellFeed(
                new LaunchScript("/home/user", "/tmp/uploads", "/bin", Relay.IN_SANDBOX),
                spec,
                false));

    private final Function<SandboxSpec, Feed> make;

    Kind(Function<SandboxSpec, Feed> make) {
      this.make = make;
    }

    Feed of(TestingSpec spec) {
      return make.apply(spec.build());
    }
  }

  /** A pipe of which something is done once, at the first bytes that come through. */
  private static final class Pipe extends OutputStream {
    private interface Action {
      void run() throws IOException;
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Action first;
    private boolean closed;

    private Pipe(Action first) {
      this.first = first;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int at, int count) throws IOException {
      Action action = first;
      first = () -> {};
      action.run();
      bytes.write(from, at, count);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void a_program_that_ended_is_no_failure(Kind kind) throws Exception {
    Feed feed = kind.of(TestingSpec.python("").input(new byte[LARGE]));
    Pipe pipe =
        new Pipe(
            () -> {
              throw new IOException("Broken pipe");
            });
    feed.writeTo(pipe);
    assertThat(pipe.closed).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void what_is_whole_is_written_and_the_pipe_closed(Kind kind) throws Exception {
    Path upload = Files.writeString(folder.resolve("upload"), "content");
    Feed feed = kind.of(TestingSpec.python("").upload("it", upload).input("the input"));
    Pipe pipe = new Pipe(() -> {});
    feed.writeTo(pipe);
    assertThat(pipe.closed).isTrue();
    assertThat(pipe.bytes.toString(StandardCharsets.UTF_8))
        .contains("content")
        .endsWith("the input");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void an_upload_that_vanished_is_told_and_the_pipe_stays_open(Kind kind) throws Exception {
    Path upload = Files.write(folder.resolve("upload"), new byte[LARGE]);
    // So much that bytes have come through before the upload is opened
    TestingSpec spec = TestingSpec.python("").file("large", "x".repeat(LARGE));
    unreadable(
        kind.of(spec.upload("it", upload)),
        new Pipe(() -> Files.delete(upload)),
        "the upload it can't be read");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void an_upload_that_became_shorter_is_told(Kind kind) throws Exception {
    Path upload = Files.write(folder.resolve("upload"), new byte[LARGE]);
    TestingSpec spec = TestingSpec.python("").file("large", "x".repeat(LARGE));
    unreadable(
        kind.of(spec.upload("it", upload)),
        new Pipe(() -> Files.write(upload, new byte[LARGE - 1])),
        "the upload it can't be read");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void a_file_of_the_bundle_that_vanished_is_told_without_its_place_on_the_host(Kind kind)
      throws Exception {
    TestingSpec spec =
        TestingSpec.python("").file("a", "x".repeat(LARGE)).file("b", "x".repeat(LARGE));
    Path bundle = Objects.requireNonNull(spec.build().bundle());
    unreadable(kind.of(spec), new Pipe(() -> deleteAll(bundle)), "the bundle can't be read");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void a_file_of_the_bundle_that_became_shorter_is_told(Kind kind) throws Exception {
    TestingSpec spec = TestingSpec.python("").file("a", "x".repeat(LARGE));
    Path file = Objects.requireNonNull(spec.build().bundle()).resolve("a");
    unreadable(
        kind.of(spec),
        new Pipe(() -> Files.writeString(file, "x")),
        "the bundle can't be read: a file of it has become shorter");
  }

  private static void unreadable(Feed feed, Pipe pipe, String message) {
    assertThatThrownBy(() -> feed.writeTo(pipe))
        .isInstanceOf(Feed.UnreadableException.class)
        .hasMessage(message);
    // At the end of its input the launch would end, and be taken for a program that did
    assertThat(pipe.closed).isFalse();
  }

  private static void deleteAll(Path bundle) throws IOException {
    for (String name : new String[] {"a", "b", "main.py"}) {
      Files.delete(bundle.resolve(name));
    }
  }
}
