package io.orchagent.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules are rules, and each has its place in docs/operations.md. */
class AlertsTest {
  @Test
  void each_alert_says_what_to_do() throws IOException {
    List<String> told = new ArrayList<>();
    Matcher section =
        Pattern.compile("(?m)^## (\\w+)\\n\\*(page|ticket)\\.\\*")
            .matcher(Files.readString(Path.of("docs/operations.md")));
    while (section.find()) {
      told.add(section.group(1) + " " + section.group(2));
    }
    assertThat(told)
        .containsExactlyElementsOf(
            Queries.alerts().entrySet().stream()
                .map(
                    alert ->
                        alert.getKey()
                            + " "
                            + alert.getValue().path("labels").path("severity").asText())
                .toList());
  }

  @Test
  void prometheus_understands_the_rules() throws Exception {
    boolean there =
        Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    assumeTrue(
        there,
        "promtool is not on the PATH (Debian: apt-get install prometheus); the syntax of "
            + Queries.ALERTS
            + " is not checked");
    Process promtool =
        new ProcessBuilder("promtool", "check", "rules", Queries.ALERTS.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
  }
}
