package io.orchagent.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is delivered may be: the bill of materials that the build wrote names the licences. */
class LicencesIT {
  private static final Path BILL = Path.of("target/bom.json");

  /** Of a choice of licences one is enough. */
  private static final Set<String> FINE =
      Set.of(
          "0BSD",
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-2.0",
          // As re2j calls the BSD licence of Go, which it is ported from
          "Go License",
          "MIT",
          "MIT-0",
          "Public Domain");

  @Test
  void each_part_has_a_licence_that_lets_it_be_given_away() {
    JsonPath bill = JsonPath.from(BILL.toFile());
    List<Map<String, Object>> parts = bill.getList("components");
    assertThat(parts).hasSizeGreaterThan(100);
    assertThat(bill.getString("specVersion")).isEqualTo("1.6");
    List<String> others = new ArrayList<>();
    for (Map<String, Object> part : parts) {
      List<String> licences = licences(part);
      if (licences.stream().noneMatch(FINE::contains)) {
        others.add(part.get("group") + ":" + part.get("name") + " " + licences);
      }
    }
    assertThat(others).isEmpty();
  }

  @Test
  void what_is_for_tests_only_is_not_delivered() {
    List<String> names = JsonPath.from(BILL.toFile()).getList("components.name");
    assertThat(names).contains("postgresql", "quarkus-rest").doesNotContain("assertj-core");
  }

  private static List<String> licences(Map<String, Object> part) {
    List<String> found = new ArrayList<>();
    if (part.get("licenses") instanceof List<?> all) {
      for (Object each : all) {
        if (each instanceof Map<?, ?> choice
            && choice.get("license") instanceof Map<?, ?> licence) {
          Object name = licence.get("id") != null ? licence.get("id") : licence.get("name");
          found.add(String.valueOf(name));
        }
      }
    }
    return found;
  }
}
