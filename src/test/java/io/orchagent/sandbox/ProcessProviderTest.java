package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The provider without isolation keeps the same contract otherwise. */
class ProcessProviderTest {

  private final SandboxHost host =
      SandboxHost.open(
          TestingProvider.settings(SandboxConfig.Provider.PROCESS, TestingProvider.LIMITS),
          Clock.systemUTC(),
          TestingEgress.proxy());

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void it_is_refused_unless_allowed() {
    SandboxSettings settings =
        new SandboxSettings(
            SandboxConfig.Provider.PROCESS,
            false,
            TestingProvider.LIMITS,
            1,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            60706,
            Optional.empty());
    SandboxHost refused = SandboxHost.open(settings, Clock.systemUTC(), TestingEgress.proxy());
    String instruction =
        "The sandbox provider process isolates nothing; set orchagent.sandbox.allow-unsafe=true to"
            + " use it all the same, for development only";
    assertThat(refused.availability())
        .isEqualTo(new SandboxAvailability(false, "process", List.of(), instruction));
    assertThatThrownBy(() -> refused.run(TestingSpec.command("echo").build()))
        .isInstanceOf(SandboxUnavailable.class)
        .hasMessage(instruction);
  }

  @Test
  void it_says_what_it_lacks() {
    assertThat(host.availability())
        .isEqualTo(
            new SandboxAvailability(
                true,
                "process",
                List.of("any isolation: programs can read and change all that this server can"),
                ""));
  }

  @Test
  void skills_lie_beside_the_program_and_the_next_run_has_none_of_them() throws Exception {
    TestingSpec program =
        TestingSpec.python(
            """
            import os
            folder = os.environ.get('ORCHAGENT_SKILLS_DIR')
            print(bool(folder) and os.path.relpath(folder), sorted(os.listdir('.')))
            for name in sorted(os.listdir(folder or '/nowhere')) if folder else []:
                print(name, repr(open(folder + '/' + name).read()))
            """);
    SandboxSpec bare = program.build();
    SandboxSpec with =
        program.skill("acme_style_v1.md", "it's\n$HOME `é`").skill("manifest.json", "{}").build();
    assertThat(text(host.run(with)))
        .isEqualTo(
            """
            orchagent/skills ['main.py', 'orchagent']
            acme_style_v1.md "it's\\n$HOME `é`"
            manifest.json '{}'
            """);
    assertThat(text(host.run(bare))).isEqualTo("False ['main.py']\n");
    SandboxSpec command =
        TestingSpec.command("cat \"$ORCHAGENT_SKILLS_DIR/manifest.json\"")
            .skill("acme_style_v1.md", "")
            .skill("manifest.json", "[]")
            .build();
    assertThat(text(host.run(command))).isEqualTo("[]");
  }

  private static String text(SandboxResult result) {
    assertThat(result.stderrLog()).isEmpty();
    return new String(result.stdout(), StandardCharsets.UTF_8);
  }

  @Test
  void streams_bundle_and_uploads_are_the_same() throws Exception {
    Path upload = Files.writeString(Files.createTempFile("upload", ""), "up");
    SandboxSpec spec =
        TestingSpec.python(
                """
                import os, sys
                print(sys.stdin.read(), sorted(os.environ), os.listdir('.'), os.getcwd() == os.environ['HOME'])
                print(open(os.environ['UPLOADS'] + '/a').read())
                """)
            .input("in")
            .upload("a", upload)
            .build();
    SandboxSpec withFolder =
        new SandboxSpec(
            spec.runId(),
            spec.program(),
            spec.bundle(),
            java.util.Map.of("UPLOADS", host.uploadsFolder(spec.runId())),
            spec.input(),
            spec.uploads(),
            spec.deadline(),
            spec.cancel(),
            spec.mask());
    SandboxResult result = host.run(withFolder);
    assertThat(new String(result.stdout(), StandardCharsets.UTF_8))
        .isEqualTo("in ['HOME', 'LANG', 'PATH', 'TZ', 'UPLOADS'] ['main.py'] True\nup\n");
    assertThat(Path.of(host.uploadsFolder(spec.runId()))).doesNotExist();
  }

  @Test
  void the_tree_is_gone_at_the_deadline_and_after_the_end() throws Exception {
    SandboxResult late =
        host.run(
            TestingSpec.command("trap '' TERM; sleep 3311 & sleep 3312; echo")
                .within(Duration.ofSeconds(1))
                .build());
    assertThat(late.outcome()).isEqualTo(Outcome.TIMED_OUT);
    SandboxResult ended = host.run(TestingSpec.command("sleep 3313 & echo done").build());
    assertThat(ended.outcome()).isEqualTo(Outcome.EXITED);
    assertThat(ended.stdoutLog()).isEqualTo("done\n");
    for (String seconds : List.of("3311", "3312", "3313")) {
      TestingProcesses.awaitNone("sleep\0" + seconds + "\0");
    }
  }
}
