package io.orchagent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents name as a proof is there: {@code `SomeTest`}, {@code `SomeTest.a_method`}. */
class DocumentedTestsTest {
  private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
  private static final Pattern SCRIPT = Pattern.compile("`(src/test/outside/\\w+\\.py)`");
  private static final Map<String, Path> TESTS = tests();

  private static Map<String, Path> tests() {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""), file -> file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SECURITY.md", "docs/faults.md", "docs/security.md"})
  void each_test_that_is_named_exists(String document) throws IOException {
    String text = Files.readString(Path.of(document));
    List<MatchResult> named = NAME.matcher(text).results().toList();
    assertThat(named).isNotEmpty();
    for (MatchResult name : named) {
      assertThat(TESTS).as(document).containsKey(name.group(1));
      if (name.group(2) != null) {
        assertThat(Files.readString(TESTS.get(name.group(1))))
            .as(name.group())
            .contains("void " + name.group(2) + "(");
      }
    }
    SCRIPT.matcher(text).results().forEach(script -> assertThat(Path.of(script.group(1))).exists());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SECURITY.md", "docs/faults.md"})
  void each_line_of_their_tables_has_a_proof(String document) throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of(document)).stream()
            .filter(line -> line.startsWith("| ") && !line.endsWith("shown by |"))
            .toList();
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      assertThat(NAME.matcher(line).find() || SCRIPT.matcher(line).find()).as(line).isTrue();
    }
  }

  @Test
  void each_test_under_faults_is_told() throws IOException {
    String told = Files.readString(Path.of("docs/faults.md"));
    Pattern.compile("void (\\w+)\\(\\)(?:\\s+throws \\w+)? \\{")
        .matcher(Files.readString(TESTS.get("FaultsIT")))
        .results()
        .map(method -> method.group(1))
        .filter(method -> method.contains("_"))
        .forEach(method -> assertThat(told).contains("`FaultsIT." + method + "`"));
  }
}
