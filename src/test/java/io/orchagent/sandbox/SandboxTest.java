package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every isolating provider does with an ordinary program. */
class SandboxTest {

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_command_prints_and_exits(TestingProvider provider) throws Exception {
    SandboxResult result = provider.run(TestingSpec.command("echo hello; echo oops >&2; exit 3"));
    assertThat(result.stderrLog()).isEqualTo("oops\n");
    assertThat(text(result)).isEqualTo("hello\n");
    assertThat(result.stdoutLog()).isEqualTo("hello\n");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.outcome()).isEqualTo(Outcome.EXITED);
    assertThat(result.message()).isEmpty();
    assertThat(result.wall()).isPositive().isLessThan(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void the_environment_is_what_was_given_and_four_of_its_own(TestingProvider provider)
      throws Exception {
    SandboxResult result =
        provider.run(
            TestingSpec.python("import os; print(sorted(os.environ.items()))")
                .environment("KEY", "it's a \"$HOME\" `id`\nline \\ é")
                .environment("HOME", "/root"));
    assertThat(text(result))
        .isEqualTo(
            """
            [('HOME', '/home/user'), ('KEY', 'it\\'s a "$HOME" `id`\\nline \\\\ é'), \
            ('LANG', 'C.UTF-8'), \
            ('PATH', '/run/orchagent/bin:/usr/local/bin:/usr/bin:/bin'), ('TZ', 'UTC')]
            """);
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void the_bundle_is_the_working_folder_and_never_changed(TestingProvider provider)
      throws Exception {
    String longName = "d".repeat(90) + "/" + "f".repeat(90) + ".txt";
    TestingSpec spec =
        TestingSpec.python(
                """
                import os, sys, lib.more
                open('main.py', 'w').write('changed')
                open('new', 'w').write('x')
                long = [n for n in os.listdir('.') if n.startswith('d')][0]
                print(os.getcwd(), sys.argv, lib.more.X, open(long + '/' + os.listdir(long)[0]).read())
                """)
            .file("lib/more.py", "X = 7")
            .file(longName, "deep");
    String before = spec.read("main.py");
    assertThat(text(provider.run(spec))).isEqualTo("/home/user ['main.py'] 7 deep\n");
    assertThat(spec.read("main.py")).isEqualTo(before);
    assertThat(spec.has("new")).isFalse();
    assertThat(text(provider.run(TestingSpec.command("ls -A /home/user /tmp"))))
        .isEqualTo("/home/user:\n\n/tmp:\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void every_character_comes_through_a_variable_and_a_small_bundle(TestingProvider provider)
      throws Exception {
    StringBuilder all = new StringBuilder();
    for (char c = 1; c < 0x300; c++) {
      all.append(c);
    }
    String text = all.append("日本 🎈\r\n\n").toString();
    TestingSpec spec =
        TestingSpec.command("cat text; printf '%s|' \"$TEXT\"")
            .file("text", text)
            .environment("TEXT", text);
    assertThat(text(provider.run(spec))).isEqualTo(text + text + "|");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_bundle_of_many_files_and_bytes_is_the_same_inside(TestingProvider provider)
      throws Exception {
    TestingSpec spec = TestingSpec.command("./run.sh; find . -type f | wc -l; cat d/e/big | wc -c");
    for (int i = 0; i < 300; i++) {
      spec.file("d/" + i + "/file", "x".repeat(i));
    }
    spec.file("d/e/big", "y".repeat(5_000_000));
    spec.file("run.sh", "#!/bin/sh\necho ran\n").executable("run.sh");
    assertThat(text(provider.run(spec))).isEqualTo("ran\n302\n5000000\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_bundle_that_only_the_server_can_read_is_enough(TestingProvider provider) throws Exception {
    TestingSpec spec = TestingSpec.python("print('secret code')").onlyForTheServer();
    assertThat(text(provider.run(spec))).isEqualTo("secret code\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_bundle_with_a_link_is_refused(TestingProvider provider) throws Exception {
    TestingSpec spec = TestingSpec.python("print(1)").link("shadow", Path.of("/etc/shadow"));
    SandboxResult result = provider.run(spec);
    assertThat(result.outcome()).isEqualTo(Outcome.SETUP_FAILED);
    assertThat(result.message())
        .isEqualTo(
            "The sandbox could not be prepared: the bundle can't be read:"
                + " The bundle holds something that is neither file nor folder");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void an_upload_that_can_not_be_read_is_no_end_of_the_program(TestingProvider provider)
      throws Exception {
    // It has a size and can be opened; only reading it fails
    Path upload = Files.createTempDirectory("upload");
    for (TestingSpec spec :
        new TestingSpec[] {TestingSpec.python("print(1)"), TestingSpec.command("echo 1")}) {
      SandboxResult result = provider.run(spec.upload("a.bin", upload));
      assertThat(result.outcome()).isEqualTo(Outcome.SETUP_FAILED);
      assertThat(result.message())
          .isEqualTo("The sandbox could not be prepared: the upload a.bin can't be read");
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void uploads_lie_in_their_folder(TestingProvider provider) throws Exception {
    byte[] content = new byte[200_000];
    new Random(1).nextBytes(content);
    Path file = Files.write(Files.createTempFile("upload", ""), content);
    SandboxResult result =
        provider.run(
            TestingSpec.command("cd /tmp/uploads; ls; cat 'a b.bin'")
                .upload("a b.bin", file)
                .upload("it's $HOME é.txt", Files.createTempFile("empty", "")));
    byte[] names = "a b.bin\nit's $HOME é.txt\n".getBytes(StandardCharsets.UTF_8);
    assertThat(result.stdout()).startsWith(names).endsWith(content);
    assertThat(result.stdout()).hasSize(names.length + content.length);
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void any_bytes_go_in_and_come_out(TestingProvider provider) throws Exception {
    byte[] input = new byte[3_000_000];
    new Random(2).nextBytes(input);
    SandboxResult result = provider.run(TestingSpec.command("cat").input(input));
    assertThat(result.stdout()).isEqualTo(input);
    assertThat(text(provider.run(TestingSpec.command("cat").input("größer 日本 🎈"))))
        .isEqualTo("größer 日本 🎈");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void the_logs_are_the_last_ten_kibibytes_and_never_half_a_character(TestingProvider provider)
      throws Exception {
    SandboxResult result =
        provider.run(
            TestingSpec.python(
                "import sys; s = 'é' * 10000 + 'x'; print(s, end=''); print(s, end='', file=sys.stderr)"));
    String expected = "é".repeat(5119) + "x";
    assertThat(result.stdoutLog()).isEqualTo(expected);
    assertThat(result.stderrLog()).isEqualTo(expected);
    assertThat(text(result)).isEqualTo("é".repeat(10000) + "x");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void node_and_both_names_of_python_are_found(TestingProvider provider) throws Exception {
    assertThat(
            text(provider.run(TestingSpec.node("console.log(process.env.HOME, process.argv[1])"))))
        .isEqualTo("/home/user /home/user/main.js\n");
    assertThat(
            text(
                provider.run(
                    TestingSpec.command(
                        "python -c 'print(1)'; python3 -c 'print(2)'; node -e 'console.log(3)';"
                            + " echo 4 | awk '{print $1}'"))))
        .isEqualTo("1\n2\n3\n4\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void what_does_not_exist_is_the_shells_own_exit_code(TestingProvider provider) throws Exception {
    SandboxResult result = provider.run(TestingSpec.command("does-not-exist"));
    assertThat(result.outcome()).isEqualTo(Outcome.EXITED);
    assertThat(result.exitCode()).isEqualTo(127);
    SandboxResult script = provider.run(TestingSpec.python("print(1)").entrypoint("gone.py"));
    assertThat(script.exitCode()).isEqualTo(2);
  }

  private static String text(SandboxResult result) {
    return new String(result.stdout(), StandardCharsets.UTF_8);
  }
}
