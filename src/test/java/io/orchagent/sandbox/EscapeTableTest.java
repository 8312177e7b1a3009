package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of {@code sandbox-escapes} is one way out that is tried; it prints only refusals. */
class EscapeTableTest {

  private static final Path FOLDER = Path.of("src/test/resources/sandbox-escapes");
  private static TestingHost host;

  @BeforeAll
  static void start() throws Exception {
    host = new TestingHost();
  }

  @AfterAll
  static void stop() throws Exception {
    host.close();
  }

  static Stream<Arguments> escapes() {
    return names().stream()
        .flatMap(
            name ->
                Stream.of(TestingProvider.values()).map(provider -> Arguments.of(name, provider)));
  }

  @ParameterizedTest(name = "{0} under {1}")
  @MethodSource("escapes")
  void is_refused(String name, TestingProvider provider) throws Exception {
    String code = Files.readString(FOLDER.resolve(name + ".py"));
    TestingSpec spec = TestingSpec.python(TestingPython.TOOLS + code);
    host.environment(provider).forEach(spec::environment);
    SandboxResult result = provider.run(spec);
    assertThat(result.stderrLog()).isEmpty();
    List<String> printed = new String(result.stdout(), StandardCharsets.UTF_8).lines().toList();
    assertThat(printed).isNotEmpty().containsOnly("refused");
    assertThat(result.exitCode()).isZero();
    assertThat(host.lives()).isTrue();
  }

  @Test
  void all_are_told_in_the_documentation() throws IOException {
    List<String> told =
        Files.readAllLines(Path.of("docs/security.md")).stream()
            .filter(line -> line.startsWith("| `") && line.contains(".py` |"))
            .toList();
    List<String> expected =
        names().stream().map(name -> "| `" + name + ".py` | " + about(name) + " |").toList();
    assertThat(told).isEqualTo(expected);
  }

  private static List<String> names() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString().replace(".py", "")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String about(String name) {
    try {
      return Files.readAllLines(FOLDER.resolve(name + ".py")).getFirst().substring(2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
