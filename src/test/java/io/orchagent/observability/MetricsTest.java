package io.orchagent.observability;

import static io.orchagent.testing.TestPrompt.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.orchagent.testing.Scrape;
import io.orchagent.testing.TestCredits;
import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What Prometheus finds is what docs/metrics.md says, and what dashboard and rules ask for. */
@QuarkusTest
class MetricsTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\| ([`\\w, ]*)\\|");
  private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram", "summary");
  private static final String CALLS = "orchagent_call_duration_seconds_count";

  @TestHTTPResource(value = "/metrics", management = true)
  URI metrics;

  /** A family's type and labels. */
  private record Family(String type, Set<String> labels) {}

  private Scrape scrape() throws IOException {
    URLConnection connection = metrics.toURL().openConnection();
    connection.setRequestProperty("Accept", "text/plain");
    try (var in = connection.getInputStream()) {
      return Scrape.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Something of each kind has happened. */
  private Scrape afterCalls() throws IOException {
    TestWorkspace owner = TestWorkspace.create();
    Scrape before = scrape();
    TestPrompt prompt =
        TestPrompt.publish(owner, "Answer", "default_models", Map.of("openai", "gpt-4o-mini"));
    prompt.call(owner, with(TestModel.of("openai").says("hi", 1000, 500))).statusCode(200);
    TestPrompt.publish(owner, "Answer", "default_models", Map.of("openai", "m-" + owner.slug))
        .call(owner, with(TestModel.of("openai").says("hi", 7, 9)))
        .statusCode(200);
    TestTool tool = TestTool.python(owner, "print('{}')");
    owner.asOwner().body("{}").post(tool.path()).then().statusCode(200);
    tool.queue(owner);
    given().get("/s/" + owner.slug + "/nothing/");
    refusedForWantOfMoney();
    Awaitility.await()
        .until(
            () -> change(before, scrape(), CALLS, "engine", "code_runtime", "queued", "true") >= 1);
    Scrape after = scrape();
    assertThat(change(before, after, CALLS, "engine", "direct_llm", "status", "completed"))
        .isEqualTo(2);
    String[] model = {"gen_ai_request_model", "gpt-4o-mini", "gen_ai_provider_name", "openai"};
    assertThat(change(before, after, "orchagent_llm_cost_usd_total", model))
        .isEqualTo(1000 * 0.15e-6 + 500 * 0.6e-6, within(1e-9));
    assertThat(change(before, after, "gen_ai_client_token_usage_sum", model)).isEqualTo(1500);
    assertThat(
            change(
                before,
                after,
                "gen_ai_client_token_usage_sum",
                "gen_ai_request_model",
                "other",
                "gen_ai_token_type",
                "output"))
        .isEqualTo(9);
    assertThat(change(before, after, "orchagent_sandbox_start_duration_seconds_count"))
        .isGreaterThanOrEqualTo(2);
    assertThat(change(before, after, "orchagent_queue_wait_duration_seconds_count")).isEqualTo(1);
    assertThat(change(before, after, "orchagent_billing_refusals_total", "reason", "credits"))
        .isEqualTo(1);
    return after;
  }

  private static void refusedForWantOfMoney() {
    TestTool sold = TestCredits.sell(TestWorkspace.create(), 10, "print('{}')");
    TestWorkspace.create().asOwner().body("{}").post(sold.path()).then().statusCode(402);
  }

  private static double change(Scrape before, Scrape after, String name, String... labels) {
    return after.sum(name, labels) - before.sum(name, labels);
  }

  private static Map<String, Family> families(Scrape scrape) {
    Map<String, Family> own = new TreeMap<>();
    scrape
        .types()
        .forEach(
            (name, type) -> {
              if (name.startsWith("orchagent_") || name.startsWith("gen_ai_")) {
                own.put(name, new Family(type, scrape.labels(name)));
              }
            });
    return own;
  }

  private static Map<String, Family> documented() throws IOException {
    Map<String, Family> all = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("docs/metrics.md")));
    while (row.find()) {
      Set<String> labels =
          Arrays.stream(row.group(3).replace("`", "").split("[, ]+"))
              .filter(label -> !label.isBlank())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(all.put(row.group(1), new Family(row.group(2), labels))).isNull();
    }
    return all;
  }

  @Test
  void the_table_and_the_files_ask_for_what_is_there() throws Exception {
    Scrape scrape = afterCalls();
    Map<String, Family> documented = documented();
    assertThat(families(scrape)).isEqualTo(documented);
    documented.forEach(
        (name, family) -> {
          assertThat(TYPES).contains(family.type());
          assertThat(name.endsWith("_total")).as(name).isEqualTo(family.type().equals("counter"));
          assertThat(name).doesNotContainPattern("_(millis|milliseconds|minutes|kilobytes|cents)");
        });
    for (Queries.Query query : Queries.all()) {
      query.check(scrape);
    }
  }
}
