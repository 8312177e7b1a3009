package io.orchagent.calls;

import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents that ask for the way out, and what they find there. */
@QuarkusTest
class NetworkCallTest {
  private static final String ASKS =
      """
      import json, os, sys, urllib.error, urllib.request
      asked = json.load(sys.stdin)
      def ask(path):
          url = path if path.startswith('http') else os.environ['ORCHAGENT_GATEWAY_URL'] + path
          request = urllib.request.Request(url, data=b'{"n": 1}', method=asked.get('method', 'POST'),
              headers={'Authorization': 'Bearer ' + asked['key'], 'Content-Type': 'application/json'})
          try:
              with urllib.request.urlopen(request, timeout=20) as answer:
                  return json.load(answer)['data']
          except urllib.error.HTTPError as e:
              return json.load(e)['error'].get('reason')
          except OSError as e:
              return type(e).__name__
      print(json.dumps({'found': [ask(path) for path in asked['paths']]}))
      """;

  TestWorkspace author;

  @BeforeEach
  void author() {
    author = TestWorkspace.create();
  }

  private Object found(TestTool tool, String method, List<String> paths) {
    return author
        .asOwner()
        .body(Map.of("key", author.apiKey, "method", method, "paths", paths))
        .post(tool.path())
        .then()
        .statusCode(200)
        .extract()
        .path("data.found");
  }

  private TestTool networked() {
    return TestTool.publish(
        author, Map.of("environment", Map.of("network", true)), Map.of("main.py", ASKS));
  }

  @Test
  void code_that_needs_the_network_calls_another_agent_through_the_gateway() {
    TestTool other = TestTool.python(author, "import sys; print(sys.stdin.read())");
    author
        .asOwner()
        .body(Map.of("key", author.apiKey, "paths", List.of(other.path())))
        .post(networked().path())
        .then()
        .statusCode(200)
        .body("data.found[0].n", equalTo(1));
  }

  @Test
  void a_version_with_dependencies_has_the_way_out() {
    TestTool other = TestTool.python(author, "import sys; print(sys.stdin.read())");
    Map<String, Object> manifest =
        Map.of(
            "dependencies",
            List.of(Map.of("id", author.slug + "/" + other.name, "version", "v1")),
            "max_hops",
            1);
    TestTool caller =
        TestTool.publish(author, Map.of("manifest", manifest), Map.of("main.py", ASKS));
    author
        .asOwner()
        .body(Map.of("key", author.apiKey, "paths", List.of(other.path())))
        .post(caller.path())
        .then()
        .statusCode(200)
        .body("data.found[0].n", equalTo(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"})
  void a_version_that_declares_a_providers_key_has_the_way_out(String key) {
    TestTool tool =
        TestTool.publish(author, Map.of("optional_secrets", List.of(key)), Map.of("main.py", ASKS));
    org.assertj.core.api.Assertions.assertThat(found(tool, "GET", List.of("/agents")))
        .isEqualTo(List.of("gateway_path"));
  }

  @Test
  void other_secrets_and_an_empty_list_of_dependencies_give_none() {
    TestTool tool =
        TestTool.publish(
            author,
            Map.of(
                "optional_secrets",
                List.of("MY_API_KEY"),
                "manifest",
                Map.of("dependencies", List.of())),
            Map.of("main.py", ASKS));
    org.assertj.core.api.Assertions.assertThat(found(tool, "GET", List.of("/agents")))
        .isEqualTo(List.of("URLError"));
  }

  @Test
  void of_the_server_it_reaches_nothing_but_that() {
    org.assertj.core.api.Assertions.assertThat(
            found(
                networked(),
                "GET",
                List.of(
                    "/agents",
                    "/users/me",
                    "/q/health",
                    "/admin/x/v1/run",
                    "http://localhost:9000/q/metrics",
                    "http://elsewhere.test/")))
        .isEqualTo(
            List.of(
                "gateway_path",
                "gateway_path",
                "gateway_path",
                "gateway_path",
                "own_server",
                "host_not_allowed"));
  }

  @Test
  void code_that_does_not_say_so_has_no_way_out() {
    TestTool tool = TestTool.python(author, ASKS);
    org.assertj.core.api.Assertions.assertThat(found(tool, "GET", List.of("/agents")))
        .isEqualTo(List.of("URLError"));
  }
}
