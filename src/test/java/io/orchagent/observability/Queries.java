package io.orchagent.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.orchagent.testing.Scrape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The PromQL of the files under observability. */
final class Queries {
  static final Path ALERTS = Path.of("observability/alerts.yaml");
  private static final Path DASHBOARD = Path.of("observability/dashboard.json");

  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without)\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR =
      Pattern.compile("\\b([a-zA-Z_:][\\w:]*)\\b(?!\\s*\\()(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");
  private static final Pattern PLAIN = Pattern.compile("[\\w|]+");
  private static final Set<String> WORDS = Set.of("or", "and", "unless", "by", "without");

  private Queries() {}

  /** Where it stands, and the query. */
  record Query(String where, String text) {

    /** What it names is in a scrape: metrics, their labels, and values where these are plain. */
    void check(Scrape scrape) {
      Set<String> groups = new TreeSet<>();
      Matcher grouping = GROUPING.matcher(text);
      while (grouping.find()) {
        groups.addAll(List.of(grouping.group(1).trim().split("\\s*,\\s*")));
      }
      String bare = GROUPING.matcher(text).replaceAll(" ").replaceAll("\\[[^]]*]", " ");
      List<String> metrics = new ArrayList<>();
      Matcher selector = SELECTOR.matcher(bare);
      while (selector.find()) {
        if (WORDS.contains(selector.group(1))) {
          continue;
        }
        metrics.add(selector.group(1));
        Set<String> labels = labels(scrape, selector.group(1));
        assertThat(labels).as("%s: labels of %s", where, selector.group(1)).containsAll(groups);
        Matcher matcher = MATCHER.matcher(selector.group(2) == null ? "" : selector.group(2));
        while (matcher.find()) {
          value(scrape, selector.group(1), matcher);
        }
      }
      assertThat(metrics).as(where + ": " + text).isNotEmpty();
    }

    private Set<String> labels(Scrape scrape, String metric) {
      List<Scrape.Sample> samples = scrape.samples(metric);
      assertThat(samples).as("%s: %s is in no scrape", where, metric).isNotEmpty();
      return samples.stream()
          .flatMap(sample -> sample.labels().keySet().stream())
          .collect(Collectors.toSet());
    }

    private void value(Scrape scrape, String metric, Matcher matcher) {
      String label = matcher.group(1);
      assertThat(labels(scrape, metric)).as("%s: %s", where, metric).contains(label);
      if (!PLAIN.matcher(matcher.group(3)).matches() || matcher.group(3).matches("[\\d|]+")) {
        return;
      }
      for (String value : matcher.group(3).split("\\|")) {
        boolean seen =
            scrape.samples(metric).stream()
                .anyMatch(sample -> value.equals(sample.labels().get(label)));
        assertThat(seen || documented(metric, value))
            .as("%s: %s{%s=%s} is neither seen nor documented", where, metric, label, value)
            .isTrue();
      }
    }
  }

  private static boolean documented(String metric, String value) {
    String family = metric.replaceFirst("_(count|sum|bucket)$", "");
    try (var lines = Files.lines(Path.of("docs/metrics.md"))) {
      return lines.anyMatch(
          line -> line.startsWith("| `" + family + "`") && line.contains("`" + value + "`"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Alerts by name. */
  static Map<String, JsonNode> alerts() throws IOException {
    Map<String, JsonNode> alerts = new LinkedHashMap<>();
    JsonNode file = Serialization.unmarshal(Files.readString(ALERTS), JsonNode.class);
    for (JsonNode group : file.path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        assertThat(alerts.put(rule.path("alert").asText(), rule)).isNull();
      }
    }
    return alerts;
  }

  static List<Query> all() throws IOException {
    List<Query> queries = new ArrayList<>();
    alerts().forEach((name, rule) -> queries.add(new Query(name, rule.path("expr").asText())));
    JsonNode dashboard = JsonMapper.builder().build().readTree(Files.readString(DASHBOARD));
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(new Query(panel.path("title").asText(), target.path("expr").asText()));
      }
    }
    assertThat(queries).hasSizeGreaterThan(40);
    return queries;
  }
}
