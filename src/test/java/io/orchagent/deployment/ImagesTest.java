package io.orchagent.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be seen of the images without building them. */
class ImagesTest {
  private static final Set<String> INSTRUCTIONS =
      Set.of(
          "ARG",
          "FROM",
          "LABEL",
          "WORKDIR",
          "COPY",
          "ENV",
          "EXPOSE",
          "USER",
          "ENTRYPOINT",
          "CMD",
          "RUN");

  private record Instruction(String name, String rest) {}

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/docker"))) {
      return files.filter(each -> each.getFileName().toString().startsWith("Dockerfile.")).toList();
    }
  }

  private static List<Instruction> read(Path file) {
    try {
      String joined = Files.readString(file).replaceAll("(?m)^\\s*#.*\n", "").replace("\\\n", " ");
      return joined
          .lines()
          .filter(line -> !line.isBlank())
          .map(line -> line.strip().split("\\s+", 2))
          .map(parts -> new Instruction(parts[0], parts.length == 2 ? parts[1] : ""))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void each_line_is_an_instruction(Path file) {
    assertThat(read(file))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(INSTRUCTIONS).contains(each.name()))
        .allSatisfy(each -> assertThat(each.rest()).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_base_has_a_version_or_is_a_stage(Path file) {
    Map<String, String> arguments = new HashMap<>();
    Set<String> stages = new HashSet<>();
    for (Instruction each : read(file)) {
      if (each.name().equals("ARG") && each.rest().contains("=")) {
        String[] parts = each.rest().split("=", 2);
        arguments.put(parts[0], parts[1]);
      } else if (each.name().equals("FROM")) {
        String[] words = each.rest().split("\\s+");
        String base = words[0];
        for (Map.Entry<String, String> argument : arguments.entrySet()) {
          base = base.replace("${" + argument.getKey() + "}", argument.getValue());
        }
        assertThat(stages.contains(base) || base.matches(".+:[\\w.-]*\\d[\\w.-]*"))
            .as(base)
            .isTrue();
        if (words.length == 3) {
          stages.add(words[2]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void what_is_copied_is_there_or_is_made_by_the_build(Path file) {
    Set<String> stages = new HashSet<>();
    for (Instruction each : read(file)) {
      if (each.name().equals("FROM")) {
        String[] words = each.rest().split("\\s+");
        stages.add(words[words.length - 1]);
      } else if (each.name().equals("COPY")) {
        List<String> words = new ArrayList<>(Arrays.asList(each.rest().split("\\s+")));
        List<String> options = words.stream().filter(word -> word.startsWith("--")).toList();
        words.removeAll(options);
        options.stream()
            .filter(option -> option.startsWith("--from="))
            .forEach(option -> assertThat(stages).contains(option.substring(7)));
        if (options.stream().noneMatch(option -> option.startsWith("--from="))) {
          words.subList(0, words.size() - 1).forEach(ImagesTest::isInTheContext);
        }
      }
    }
  }

  /** What is under target is what PackagedApplicationIT finds there after the build. */
  private static void isInTheContext(String source) {
    if (!source.startsWith("target/")) {
      assertThat(Path.of(source)).exists();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void it_runs_as_nobody_in_particular(Path file) {
    List<Instruction> all = read(file);
    List<Instruction> users = all.stream().filter(each -> each.name().equals("USER")).toList();
    assertThat(users.getLast().rest()).matches("[1-9]\\d+:[1-9]\\d+");
    assertThat(all.getLast().name()).isEqualTo("ENTRYPOINT");
    assertThat(all.getLast().rest()).startsWith("[\"").endsWith("\"]");
  }

  @ParameterizedTest
  @MethodSource("files")
  void no_secret_is_in_it(Path file) {
    assertThat(read(file))
        .filteredOn(each -> each.name().equals("ENV") || each.name().equals("ARG"))
        .allSatisfy(
            each -> assertThat(each.rest()).doesNotContainPattern("(?i)(password|secret|key)="));
  }
}
