package io.orchagent.agents;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.tool;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AgentResourceTest {
  private static final List<String> FIELDS =
      List.of(
          "id",
          "name",
          "org",
          "org_slug",
          "org_name",
          "version",
          "type",
          "run_mode",
          "execution_engine",
          "callable",
          "description",
          "supported_providers",
          "default_endpoint",
          "timeout_seconds",
          "tags",
          "input_schema",
          "output_schema",
          "required_secrets",
          "optional_secrets",
          "allow_local_download",
          "stars_count",
          "fork_count",
          "price_per_call_cents",
          "created_at",
          "org_id",
          "prompt",
          "url",
          "default_models",
          "manifest",
          "runtime",
          "loop",
          "custom_tools",
          "default_skills",
          "skills_locked",
          "source_url",
          "pip_package",
          "run_command",
          "entrypoint",
          "environment",
          "sdk_compatible",
          "model_tasks",
          "skill_files",
          "is_public",
          "code_bundle_url",
          "code_hash",
          "bundle_size_bytes",
          "bundle_status",
          "bundle_error",
          "service_key_prefix",
          "deprecated_at",
          "sunset_at",
          "forked_from",
          "updated_at");

  private TestWorkspace workspace;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
  }

  @Test
  void a_tool_is_published_with_every_field_and_its_defaults() {
    JsonPath answer = publish(workspace, tool("scanner"));
    Map<String, Object> agent = answer.getMap("data.agent");
    assertThat(agent.keySet()).containsExactlyInAnyOrderElementsOf(FIELDS);
    assertThat(UUID.fromString((String) agent.get("id")).version()).isEqualTo(7);
    assertThat(agent)
        .containsEntry("name", "scanner")
        .containsEntry("org", workspace.slug)
        .containsEntry("org_slug", workspace.slug)
        .containsEntry("org_id", workspace.workspaceId)
        .containsEntry("version", "v1")
        .containsEntry("type", "tool")
        .containsEntry("run_mode", "on_demand")
        .containsEntry("execution_engine", "code_runtime")
        .containsEntry("callable", true)
        .containsEntry("description", null)
        .containsEntry("supported_providers", List.of("any"))
        .containsEntry("default_endpoint", "run")
        .containsEntry("timeout_seconds", 60)
        .containsEntry("tags", List.of())
        .containsEntry("input_schema", null)
        .containsEntry("required_secrets", List.of())
        .containsEntry("allow_local_download", true)
        .containsEntry("price_per_call_cents", 0)
        .containsEntry("is_public", false)
        .containsEntry("code_bundle_url", null)
        .containsEntry("bundle_status", null)
        .containsEntry("deprecated_at", null);
    assertThat(answer.getMap("data").keySet())
        .containsExactlyInAnyOrder("agent", "services_updated", "schedules_updated", "warnings");
    assertThat(answer.getList("data.warnings")).isEmpty();
    assertThat(answer.getInt("data.services_updated")).isZero();
    workspace
        .asOwner()
        .get("/agents/" + agent.get("id"))
        .then()
        .statusCode(200)
        .body("data", equalTo(agent));
  }

  @Test
  void everything_that_was_published_comes_back() {
    Map<String, Object> schema =
        Map.of("type", "object", "properties", Map.of("url", Map.of("type", "string")));
    Map<String, Object> body =
        tool(
            "full-tool",
            "description",
            "Größe, 日本",
            "tags",
            List.of("a", "b"),
            "runtime",
            Map.of("command", "sh run.sh"),
            "input_schema",
            schema,
            "output_schema",
            Map.of("type", "object"),
            "required_secrets",
            List.of("API_TOKEN"),
            "optional_secrets",
            List.of("OTHER"),
            "environment",
            Map.of("python_version", "3.12", "network", true),
            "timeout_seconds",
            900,
            "default_endpoint",
            "scan",
            "callable",
            false,
            "allow_local_download",
            false,
            "source_url",
            "https://example.test/source",
            "default_models",
            Map.of("openai", "some-model"),
            "manifest",
            Map.of("manifest_version", 1, "extra", List.of(1, 2)));
    JsonPath answer = publish(workspace, body);
    assertThat(answer.getMap("data.agent.input_schema")).isEqualTo(schema);
    assertThat(answer.getString("data.agent.description")).isEqualTo("Größe, 日本");
    assertThat(answer.getList("data.agent.tags")).containsExactly("a", "b");
    assertThat(answer.getString("data.agent.runtime.command")).isEqualTo("sh run.sh");
    assertThat(answer.getList("data.agent.required_secrets")).containsExactly("API_TOKEN");
    assertThat(answer.getBoolean("data.agent.environment.network")).isTrue();
    assertThat(answer.getInt("data.agent.timeout_seconds")).isEqualTo(900);
    assertThat(answer.getBoolean("data.agent.callable")).isFalse();
    assertThat(answer.getString("data.agent.default_models.openai")).isEqualTo("some-model");
    assertThat(answer.getList("data.agent.manifest.extra")).containsExactly(1, 2);
  }

  @Test
  void types_have_aliases_and_engines() {
    Map<String, Object> prompt = new HashMap<>(Map.of("name", "p1", "prompt", "Say {{ what }}"));
    JsonPath answer = publish(workspace, prompt);
    assertThat(answer.getString("data.agent.type")).isEqualTo("prompt");
    assertThat(answer.getString("data.agent.execution_engine")).isEqualTo("direct_llm");
    assertThat(answer.getList("data.agent.input_schema.required")).containsExactly("what");
    assertThat(engine(Map.of("name", "c1", "type", "code"))).isEqualTo("tool code_runtime");
    assertThat(engine(Map.of("name", "a1", "type", "agentic", "prompt_template", "x")))
        .isEqualTo("agent managed_loop");
    assertThat(engine(Map.of("name", "s1", "type", "skill", "prompt", "x")))
        .isEqualTo("skill null");
    assertThat(engine(Map.of("name", "l1", "type", "tool", "loop", Map.of("max_turns", 5))))
        .isEqualTo("tool managed_loop");
    assertThat(engine(Map.of("name", "l2", "type", "tool", "loop", Map.of())))
        .isEqualTo("tool code_runtime");
  }

  private String engine(Map<String, Object> body) {
    JsonPath answer = publish(workspace, body);
    return answer.getString("data.agent.type")
        + " "
        + answer.getString("data.agent.execution_engine");
  }

  @Test
  void a_version_that_is_sent_must_be_the_next_one() {
    assertThat(publish(workspace, tool("seq", "version", "v1")).getString("data.agent.version"))
        .isEqualTo("v1");
    workspace
        .asOwner()
        .body(tool("seq", "version", "v5"))
        .post("/agents")
        .then()
        .statusCode(409)
        .body("error.code", equalTo("CONFLICT"))
        .body("error.message", containsString("v2"));
    assertThat(publish(workspace, tool("seq")).getString("data.agent.version")).isEqualTo("v2");
  }

  @Test
  void publishes_that_race_get_numbers_without_a_gap() throws Exception {
    List<CompletableFuture<Integer>> statuses = new ArrayList<>();
    try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 32; i++) {
        // Every fourth fails after it took its number.
        Map<String, Object> body = i % 4 == 3 ? tool("racer", "version", "v999") : tool("racer");
        statuses.add(
            CompletableFuture.supplyAsync(
                () -> workspace.asOwner().body(body).post("/agents").statusCode(), together));
      }
    }
    assertThat(statuses.stream().map(CompletableFuture::join).sorted().toList())
        .isEqualTo(IntStream.range(0, 32).mapToObj(i -> i < 24 ? 201 : 409).toList());
    JsonPath list = workspace.asOwner().get("/agents?name=racer&limit=200").jsonPath();
    assertThat(list.getList("data.version", String.class))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 24).mapToObj(i -> "v" + i).toList());
    assertThat(list.getInt("metadata.total")).isEqualTo(24);
  }

  @Test
  void another_workspace_sees_not_found() {
    String id = TestTool.id(workspace, tool("mine"));
    TestWorkspace stranger = TestWorkspace.create();
    String missing = UUID.randomUUID().toString();
    for (String other : List.of(id, missing, "no-id")) {
      stranger
          .asOwner()
          .get("/agents/" + other)
          .then()
          .statusCode(404)
          .body("error.code", equalTo("NOT_FOUND"))
          .body("error.message", containsString("Agent not found"));
      stranger
          .asOwner()
          .body(Map.of("tags", List.of()))
          .patch("/agents/" + other)
          .then()
          .statusCode(404);
    }
    stranger.asOwner().get("/agents").then().body("data", empty());
    stranger.asOwner().get("/agents?workspace_id=" + workspace.workspaceId).then().statusCode(403);
    given().get("/agents/" + id).then().statusCode(401);
    given().contentType("application/json").body(tool("x1")).post("/agents").then().statusCode(401);
  }
}
