package io.orchagent.agents.publishing;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may be published. */
@QuarkusTest
class AgentRulesResourceTest {
  private TestWorkspace workspace;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
  }

  @Test
  void all_problems_are_told_at_once() {
    Map<String, Object> body =
        tool(
            "Bad--Name",
            "type",
            "robot",
            "version",
            "3",
            "timeout_seconds",
            901,
            "description",
            "x".repeat(2_001),
            "tags",
            IntStream.range(0, 21).mapToObj(i -> "t" + i).toList(),
            "callable",
            "yes",
            "run_mode",
            "sometimes",
            "runtime",
            Map.of("command", "x"),
            "loop",
            Map.of("max_turns", 99),
            "required_secrets",
            List.of("ORCHAGENT_KEY", "1x"),
            "default_endpoint",
            "a/b",
            "supported_providers",
            List.of("acme"),
            "price_per_call_cents",
            -1,
            "entrypoint",
            "../main.py",
            "environment",
            Map.of("pip_flags", List.of("--index-url=https://evil.example")),
            "input_schema",
            Map.of("$ref", "https://evil.example/x"),
            "manifest",
            Map.of("dependencies", List.of(Map.of("id", "nobody/nothing"))));
    workspace
        .asOwner()
        .body(body)
        .post("/agents")
        .then()
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .body(
            "error.fields.field.unique()",
            containsInAnyOrder(
                "name",
                "type",
                "version",
                "timeout_seconds",
                "description",
                "tags",
                "callable",
                "run_mode",
                "runtime",
                "loop.max_turns",
                "required_secrets[0]",
                "required_secrets[1]",
                "default_endpoint",
                "supported_providers",
                "price_per_call_cents",
                "entrypoint",
                "environment.pip_flags",
                "input_schema.$ref",
                "manifest.dependencies[0].version"));
  }

  @Test
  void names_have_a_form() {
    for (String name :
        List.of("a", "-ab", "ab-", "a--b", "Ab", "a_b", "a b", "ä-b", "x".repeat(51))) {
      workspace
          .asOwner()
          .body(tool(name))
          .post("/agents")
          .then()
          .statusCode(400)
          .body("error.fields.field", contains("name"));
    }
    workspace
        .asOwner()
        .body(tool("x".repeat(2_000_000)))
        .post("/agents")
        .then()
        .statusCode(400)
        .body("error.fields.field", contains("name"));
    publish(workspace, tool("a1"));
    publish(workspace, tool("x".repeat(50)));
  }

  @Test
  void unknown_fields_and_missing_secrets_are_warnings() {
    Map<String, Object> body = tool("with-more", "anything", Map.of("x", 1));
    body.remove("required_secrets");
    JsonPath answer = publish(workspace, body);
    assertThat(answer.getList("data.warnings.code"))
        .containsExactlyInAnyOrder("UNKNOWN_FIELD", "REQUIRED_SECRETS_MISSING");
    assertThat(answer.getList("warnings.field"))
        .containsExactlyInAnyOrder("anything", "required_secrets");
  }

  @Test
  void dependencies_must_exist_and_be_visible() {
    TestWorkspace other = TestWorkspace.create();
    TestTool.runnable(other, tool("hidden"));
    TestTool.runnable(other, tool("shown", "is_public", true));
    TestTool.runnable(other, tool("closed", "is_public", true, "callable", false));
    workspace
        .asOwner()
        .body(
            tool(
                "caller",
                "manifest",
                Map.of(
                    "dependencies",
                    List.of(
                        Map.of("id", other.slug + "/hidden", "version", "v1"),
                        Map.of("id", other.slug + "/shown", "version", "v9"),
                        Map.of("id", other.slug + "/closed", "version", "v1"),
                        Map.of("id", other.slug + "/shown", "version", "latest"),
                        Map.of("id", "no slash", "version", "v1"),
                        Map.of("id", other.slug + "/shown", "version", "v1")))))
        .post("/agents")
        .then()
        .statusCode(400)
        .body(
            "error.fields.field",
            contains(
                "manifest.dependencies[0]",
                "manifest.dependencies[1]",
                "manifest.dependencies[2]",
                "manifest.dependencies[3].version",
                "manifest.dependencies[4].id"));
    JsonPath answer =
        publish(
            workspace,
            tool(
                "caller",
                "manifest",
                Map.of(
                    "dependencies",
                    List.of(Map.of("id", other.slug + "/shown", "version", "v1")))));
    assertThat(answer.getString("data.orchestration_mode")).isEqualTo("strict");
  }

  @Test
  void json_that_can_not_be_stored_is_refused() {
    workspace
        .asOwner()
        .body("{\"name\":\"nul-x\",\"type\":\"tool\",\"manifest\":{\"a\":\"\\u0000\"}}")
        .post("/agents")
        .then()
        .statusCode(400)
        .body("error.fields.field", contains("manifest"));
    workspace
        .asOwner()
        .body("{\"name\":\"nul-x\",\"type\":\"tool\",\"description\":\"a\\u0000\"}")
        .post("/agents")
        .then()
        .statusCode(400)
        .body("error.fields.field", contains("description"));
    workspace
        .asOwner()
        .body("{\"name\":\"null-x\",\"type\":\"tool\",\"input_schema\":null,\"manifest\":null}")
        .post("/agents")
        .then()
        .statusCode(201)
        .body("data.agent.input_schema", nullValue())
        .body("data.agent.manifest", nullValue());
  }
}
