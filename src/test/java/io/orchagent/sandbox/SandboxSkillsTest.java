package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Skills lie beside a program, whoever prepares its sandbox and whenever. */
class SandboxSkillsTest {
  private static final String PYTHON =
      """
      import os, sys
      folder = os.environ.get('ORCHAGENT_SKILLS_DIR')
      print(folder, sys.stdin.read(), sorted(os.listdir('.')))
      for name in sorted(os.listdir(folder or '/home/user/none')) if folder else []:
          path = folder + '/' + name
          print(name, repr(open(path).read()), os.access(path, os.W_OK))
      """;

  private static final String NODE =
      """
      const fs = require('node:fs');
      const folder = process.env.ORCHAGENT_SKILLS_DIR;
      console.log(folder, fs.readFileSync(0).toString());
      for (const name of folder ? fs.readdirSync(folder) : []) {
        console.log(name, JSON.stringify(fs.readFileSync(folder + '/' + name, 'utf8')));
      }
      """;

  private static final String SHELL =
      "echo $ORCHAGENT_SKILLS_DIR; cat; cd $ORCHAGENT_SKILLS_DIR; for f in *; do echo $f; cat $f;"
          + " test -w $f && echo writable; done";

  private static TestingSpec with(TestingSpec spec) {
    return spec.skill("acme_style_v1.md", "it's\n$HOME `é`").skill("manifest.json", "{}");
  }

  private static String text(SandboxResult result) {
    assertThat(result.stderrLog()).isEmpty();
    return new String(result.stdout(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_program_that_starts_cold_finds_them(TestingProvider provider) throws Exception {
    assertThat(text(provider.run(with(TestingSpec.python(PYTHON)).input("in"))))
        .isEqualTo(
            """
            /home/user/orchagent/skills in ['main.py', 'orchagent']
            acme_style_v1.md "it's\\n$HOME `é`" False
            manifest.json '{}' False
            """);
    assertThat(text(provider.run(with(TestingSpec.node(NODE)).input("in"))))
        .isEqualTo(
            """
            /home/user/orchagent/skills in
            acme_style_v1.md "it's\\n$HOME `é`"
            manifest.json "{}"
            """);
    Path upload = Files.writeString(Files.createTempFile("upload", ""), "up");
    TestingSpec command = with(TestingSpec.command(SHELL)).upload("a", upload).input("in\n");
    assertThat(text(provider.run(command)))
        .isEqualTo(
            """
            /home/user/orchagent/skills
            in
            acme_style_v1.md
            it's
            $HOME `é`manifest.json
            {}""");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void so_does_one_that_waited_and_the_next_one_has_none_of_them(TestingProvider provider)
      throws Exception {
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec plain = TestingSpec.python(PYTHON);
      SandboxSpec bare = plain.build();
      assertThat(text(warm.runAndPark(plain.input("one")))).isEqualTo("None one ['main.py']\n");
      assertThat(text(warm.runWarm(with(plain).input("two"))))
          .startsWith("/home/user/orchagent/skills two ['main.py', 'orchagent']\nacme_style");
      warm.awaitParked(1);
      assertThat(text(warm.host().run(TestingSpec.again(bare)))).isEqualTo("None  ['main.py']\n");
      assertThat(warm.warm().hits()).isEqualTo(2);
    }
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec node = TestingSpec.node(NODE);
      assertThat(text(warm.runAndPark(node.input("one")))).isEqualTo("undefined one\n");
      assertThat(text(warm.runWarm(with(node).input("two"))))
          .startsWith("/home/user/orchagent/skills two\nacme_style_v1.md");
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void they_win_over_files_of_the_bundle(TestingProvider provider) throws Exception {
    for (TestingSpec spec :
        List.of(TestingSpec.python(PYTHON), TestingSpec.command("python3 main.py"))) {
      String seen =
          text(
              provider.run(
                  with(
                      spec.file("main.py", PYTHON)
                          .file("orchagent/skills/manifest.json", "forged")
                          .file("orchagent/skills/own.txt", "mine"))));
      assertThat(seen).contains("manifest.json '{}' False", "own.txt 'mine' True");
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_file_where_their_folder_goes_is_told(TestingProvider provider) throws Exception {
    for (TestingSpec spec :
        List.of(
            TestingSpec.python("print(1)"),
            TestingSpec.node("console.log(1)"),
            TestingSpec.command("echo 1"))) {
      SandboxResult result = provider.run(with(spec.file("orchagent", "a file")));
      assertThat(result.outcome()).isEqualTo(Outcome.SETUP_FAILED);
      assertThat(result.message()).contains("the bundle has a file where their folder goes");
      assertThat(result.stdout()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_library_of_that_name_is_still_found(TestingProvider provider) throws Exception {
    Path packages =
        TestingPackages.of(java.util.Map.of("orchagent/__init__.py", "NAME = 'library'"));
    TestingSpec spec =
        TestingSpec.python("import orchagent; print(orchagent.NAME)")
            .mount(packages, SandboxSpec.Place.PYTHON_PACKAGES);
    assertThat(text(provider.run(with(spec)))).isEqualTo("library\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_megabyte_in_twenty_files_comes_through(TestingProvider provider) throws Exception {
    TestingSpec spec =
        TestingSpec.python(
            "import os; d = os.environ['ORCHAGENT_SKILLS_DIR'];"
                + " print(sum(os.path.getsize(d + '/' + n) for n in os.listdir(d)))");
    for (int i = 0; i < 20; i++) {
      spec.skill("s" + i + ".md", "x".repeat(50_000));
    }
    assertThat(text(provider.run(spec.skill("manifest.json", "{}")))).isEqualTo("1000002\n");
  }

  @Test
  void a_name_is_nothing_but_a_name() {
    for (String name : new String[] {"", ".", "..", "a/b", "a b", "'$x'", "-a", "é"}) {
      assertThatThrownBy(() -> new SandboxSpec.SkillFile(name, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
