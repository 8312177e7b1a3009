package io.orchagent;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.errors.ErrorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** docs/errors.md has every code that the code can answer, with its status, and no other. */
@Tag("gate")
class ErrorDocsTest {
  private static final Pattern MADE =
      Pattern.compile("ApiException\\s*\\.of\\(\\s*(?:ErrorKind\\.)?(\\w+),\\s*\"([A-Z_]+)\"");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| (\\d{3}) \\|");

  @Test
  void the_table_is_true() throws IOException {
    Set<String> made = new TreeSet<>();
    for (Path source : sources()) {
      Matcher found = MADE.matcher(Files.readString(source));
      while (found.find()) {
        made.add(found.group(2) + " " + ErrorKind.valueOf(found.group(1)).status());
      }
    }
    List<String> documented = new ArrayList<>();
    Matcher rows = ROW.matcher(Files.readString(Path.of("docs/errors.md")));
    while (rows.find()) {
      documented.add(rows.group(1) + " " + rows.group(2));
    }
    assertThat(made).isNotEmpty();
    assertThat(documented).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(made);
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
