package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.sandbox.SandboxSpec.Place;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sandboxes that wait with packages: what they find there, and whose they never get. */
class WarmPackagesTest {

  private static final String PRINTS = "import word, sys; print(word.WORD, sys.stdin.read())";

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void python_finds_its_packages_in_one_that_waited(TestingProvider provider) throws Exception {
    Path packages = python("hi");
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool = TestingSpec.python(PRINTS).mount(packages, Place.PYTHON_PACKAGES);
      assertThat(text(warm.runAndPark(tool.input("one")))).isEqualTo("hi one\n");
      assertThat(text(warm.runWarm(tool.input("two")))).isEqualTo("hi two\n");
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void node_finds_its_packages_in_one_that_waited(TestingProvider provider) throws Exception {
    Path packages = TestingPackages.of(Map.of("word/index.js", "exports.WORD = 'hi';"));
    try (TestingWarm warm = TestingWarm.open(provider)) {
      // Also for what does not lie beside them
      TestingSpec tool =
          TestingSpec.node(
                  """
                  const fs = require('node:fs');
                  fs.writeFileSync('/tmp/far.js', 'exports.far = require("word").WORD;');
                  const input = fs.readFileSync(0).toString();
                  console.log(require('word').WORD, require('/tmp/far.js').far, input);
                  """)
              .mount(packages, Place.NODE_MODULES);
      assertThat(text(warm.runAndPark(tool.input("one")))).isEqualTo("hi hi one\n");
      assertThat(text(warm.runWarm(tool.input("two")))).isEqualTo("hi hi two\n");
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_call_never_gets_what_waits_with_other_packages(TestingProvider provider) throws Exception {
    Path packages = python("mine");
    Path others = python("others");
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool = TestingSpec.python(PRINTS);
      SandboxSpec without = tool.build();
      warm.runAndPark(tool.mount(packages, Place.PYTHON_PACKAGES));
      SandboxSpec other = with(without, new SandboxSpec.Mount(others, Place.PYTHON_PACKAGES));
      assertThat(text(warm.host().run(other))).isEqualTo("others \n");
      warm.awaitParked(1);
      SandboxSpec elsewhere = with(without, new SandboxSpec.Mount(others, Place.NODE_MODULES));
      assertThat(warm.host().run(elsewhere).stderrLog()).contains("ModuleNotFoundError");
      warm.awaitParked(1);
      assertThat(warm.host().run(without).stderrLog()).contains("ModuleNotFoundError");
      assertThat(warm.warm().hits()).isZero();
      assertThat(warm.warm().misses()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void what_waits_is_of_no_use_when_its_packages_were_replaced(TestingProvider provider)
      throws Exception {
    Path packages = python("old");
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool = TestingSpec.python(PRINTS).mount(packages, Place.PYTHON_PACKAGES);
      assertThat(text(warm.runAndPark(tool))).isEqualTo("old \n");
      Files.move(packages, packages.resolveSibling(packages.getFileName() + "-gone"));
      TestingPackages.fill(Files.createDirectory(packages), Map.of("word.py", "WORD = 'new'"));
      assertThat(text(warm.host().run(tool.build()))).isEqualTo("new \n");
      assertThat(warm.warm().hits()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void packages_run_nothing_before_the_call(TestingProvider provider) throws Exception {
    String early = "import os; open('/tmp/early', 'w')";
    Path packages =
        TestingPackages.of(
            Map.of(
                "encodings/__init__.py",
                early,
                "os.py",
                early,
                "site.py",
                early,
                "early.pth",
                "import early",
                "early.py",
                early,
                // As under any Python, but then the call is there
                "sitecustomize.py",
                "import os; open('/tmp/customized', 'w').write(os.environ.get('KEY', 'too early'))"));
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool =
          TestingSpec.python(
                  "import os; print(sorted(os.listdir('/tmp')), open('/tmp/customized').read())")
              .mount(packages, Place.PYTHON_PACKAGES);
      String expected = "['customized'] %s\n";
      assertThat(text(warm.runAndPark(tool.environment("KEY", "one"))))
          .isEqualTo(expected.formatted("one"));
      assertThat(text(warm.runWarm(tool.environment("KEY", "two"))))
          .isEqualTo(expected.formatted("two"));
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void packages_come_before_what_python_brings_along(TestingProvider provider) throws Exception {
    Path packages = TestingPackages.of(Map.of("json.py", "WORD = 'theirs'"));
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool =
          TestingSpec.python("import json; print(json.WORD)")
              .mount(packages, Place.PYTHON_PACKAGES);
      assertThat(text(warm.runAndPark(tool))).isEqualTo("theirs\n");
      assertThat(text(warm.runWarm(tool))).isEqualTo("theirs\n");
    }
  }

  private static Path python(String word) throws Exception {
    return TestingPackages.of(Map.of("word.py", "WORD = '" + word + "'"));
  }

  private static SandboxSpec with(SandboxSpec spec, SandboxSpec.Mount mount) {
    return new SandboxSpec(
        spec.runId(),
        spec.program(),
        spec.bundle(),
        spec.environment(),
        spec.input(),
        spec.uploads(),
        spec.deadline(),
        spec.cancel(),
        spec.mask(),
        spec.tenant(),
        spec.egress(),
        java.util.List.of(mount));
  }

  private static String text(SandboxResult result) {
    return new String(result.stdout(), StandardCharsets.UTF_8);
  }
}
