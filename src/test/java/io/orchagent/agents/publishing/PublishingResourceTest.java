package io.orchagent.agents.publishing;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.agents.AgentName;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All four types, from what is sent to what a call is answered. */
@QuarkusTest
class PublishingResourceTest {
  private TestWorkspace workspace;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
  }

  /** Of that type; what is neither prompt nor tool needs a prompt too. */
  private static Map<String, Object> body(String name, String type, Object... more) {
    Map<String, Object> body = tool(name, more);
    body.put("type", type);
    body.putIfAbsent("prompt", "You are {{who}}.");
    return body;
  }

  @ParameterizedTest
  @CsvSource({
    "prompt, , , prompt, direct_llm",
    "tool, , , tool, code_runtime",
    "code, , , tool, code_runtime",
    "agent, , , agent, managed_loop",
    "agentic, , , agent, managed_loop",
    "skill, , , skill, ",
    "prompt, sh x, , prompt, code_runtime",
    "agent, sh x, , agent, code_runtime",
    "agent, ' ', , agent, managed_loop",
    "tool, , 5, tool, managed_loop",
    "prompt, , 5, prompt, managed_loop",
    "prompt, ' ', 5, prompt, managed_loop"
  })
  void the_engine_is_inferred(
      String type, String command, Integer turns, String keptType, String engine) {
    Map<String, Object> body = body("inferred", type);
    if (command != null) {
      body.put("runtime", Map.of("command", command));
    }
    if (turns != null) {
      body.put("loop", Map.of("max_turns", turns));
    }
    JsonPath answer = publish(workspace, body);
    assertThat(answer.getString("data.agent.type")).isEqualTo(keptType);
    assertThat(answer.getString("data.agent.execution_engine")).isEqualTo(engine);
  }

  @Test
  void an_agent_has_its_loop_and_the_providers_with_tool_calling() {
    Map<String, Object> tool =
        Map.of(
            "name",
            "look",
            "description",
            "Looks",
            "command",
            "look {{ what }} {{where}}",
            "input_schema",
            Map.of("type", "object", "properties", Map.of("what", Map.of(), "where", Map.of())));
    JsonPath answer = publish(workspace, body("looper", "agent", "custom_tools", List.of(tool)));
    assertThat(answer.getInt("data.agent.loop.max_turns")).isEqualTo(25);
    assertThat(answer.getList("data.agent.loop.custom_tools")).isEmpty();
    assertThat(answer.getList("data.agent.custom_tools")).containsExactly(tool);
    assertThat(answer.getList("data.agent.supported_providers"))
        .containsExactly("openai", "anthropic", "gemini", "ollama");
    assertThat((Object) answer.get("data.agent.input_schema")).isNull();
    assertThat(answer.getList("data.warnings")).isEmpty();
    JsonPath chosen =
        publish(
            workspace,
            body(
                "looper",
                "agent",
                "loop",
                Map.of("max_turns", 50, "custom_tools", List.of(tool)),
                "supported_providers",
                List.of("anthropic")));
    assertThat(chosen.getInt("data.agent.loop.max_turns")).isEqualTo(50);
    assertThat(chosen.getList("data.agent.loop.custom_tools")).containsExactly(tool);
    assertThat(chosen.getList("data.agent.supported_providers")).containsExactly("anthropic");
    workspace
        .asOwner()
        .body("{\"supported_providers\": null}")
        .patch("/agents/" + chosen.getString("data.agent.id"))
        .then()
        .statusCode(200)
        .body("data.supported_providers", contains("openai", "anthropic", "gemini", "ollama"));
  }

  @Test
  void a_prompt_derives_its_input_from_its_variables() {
    Map<String, Object> body =
        Map.of("name", "greeter", "prompt_template", "{{ b }}, {{a.x}} {{b}} {no} {{ no no }}");
    JsonPath answer = publish(workspace, body);
    assertThat(answer.getString("data.agent.prompt")).isEqualTo(body.get("prompt_template"));
    assertThat(answer.getMap("data.agent.input_schema"))
        .isEqualTo(
            Map.of(
                "type",
                "object",
                "properties",
                Map.of("b", Map.of(), "a.x", Map.of()),
                "required",
                List.of("b", "a.x")));
    Map<String, Object> own = Map.of("type", "object");
    assertThat(
            publish(workspace, Map.of("name", "greeter", "prompt", "{{a}}", "input_schema", own))
                .getMap("data.agent.input_schema"))
        .isEqualTo(own);
  }

  @Test
  void a_skill_keeps_its_files_and_is_named_by_others() {
    JsonPath skill =
        publish(
            workspace,
            Map.of(
                "name",
                "style",
                "type",
                "skill",
                "prompt",
                "Write briefly.",
                "skill_files",
                List.of(Map.of("path", "examples/a.md", "content", "grün", "size", 1))));
    assertThat(skill.getList("data.agent.skill_files"))
        .containsExactly(Map.of("path", "examples/a.md", "content", "grün", "size", 5));
    String name = workspace.slug + "/style";
    JsonPath user =
        publish(
            workspace,
            Map.of(
                "name",
                "writer",
                "prompt",
                "x",
                "default_skills",
                List.of(name, name + "@v1"),
                "skills_locked",
                true));
    assertThat(user.getList("data.agent.default_skills")).containsExactly(name, name + "@v1");
    assertThat(user.getBoolean("data.agent.skills_locked")).isTrue();
    workspace
        .asOwner()
        .get("/public/agents/" + workspace.slug + "/style/latest")
        .then()
        .statusCode(200)
        .body("data.version", equalTo("v1"));
  }

  @Test
  void what_is_only_kept_comes_back() {
    Map<String, Object> kept = new HashMap<>();
    kept.put("source_url", "https://example.test/s");
    kept.put("pip_package", "scanner");
    kept.put("run_command", "scanner run");
    kept.put("entrypoint", "src/main.py");
    kept.put("url", "http://example.test");
    kept.put("sdk_compatible", true);
    kept.put("model_tasks", List.of("vision"));
    kept.put("optional_secrets", List.of("TOKEN"));
    kept.put("default_models", Map.of("openai", "m1", "ollama", "m2"));
    kept.put(
        "manifest",
        Map.of(
            "manifest_version",
            1,
            "timeout_ms",
            5,
            "per_call_downstream_cap",
            0,
            "more",
            List.of("x")));
    Map<String, Object> environment = new HashMap<>();
    environment.put("python_version", "3.12");
    environment.put("node_version", "22");
    environment.put("network", false);
    environment.put("pip_flags", List.of("--pre"));
    environment.put("npm_flags", List.of("--omit=dev"));
    kept.put("environment", environment);
    Map<String, Object> body = tool("keeper");
    body.putAll(kept);
    String id = TestTool.id(workspace, body);
    JsonPath read = workspace.asOwner().get("/agents/" + id).jsonPath();
    Map<String, Object> data = read.getMap("data");
    kept.forEach((field, value) -> assertThat(data.get(field)).as(field).isEqualTo(value));
  }

  @Test
  void a_skill_and_a_service_are_not_called() {
    publish(workspace, Map.of("name", "know", "type", "skill", "prompt", "x"));
    TestTool.runnable(workspace, tool("serve", "run_mode", "always_on", "timeout_seconds", 0));
    for (String name : List.of("know", "serve")) {
      workspace
          .asOwner()
          .body("{}")
          .post("/" + workspace.slug + "/" + name + "/latest/run")
          .then()
          .statusCode(422)
          .body("error.code", equalTo("UNPROCESSABLE"));
    }
  }

  @Test
  void latest_of_a_call_is_the_newest_that_can_run() {
    publish(workspace, tool("runner"));
    String path = "/" + workspace.slug + "/runner/latest/run";
    workspace.asOwner().body("{}").post(path).then().statusCode(404);
    TestTool.runnable(workspace, tool("runner"));
    publish(workspace, tool("runner"));
    workspace
        .asOwner()
        .body("{}")
        .post(path)
        .then()
        .statusCode(200)
        .body("metadata.version", equalTo("v2"));
  }

  @Test
  void a_dry_run_says_what_publishing_would_and_leaves_nothing() {
    JsonPath good =
        workspace
            .asOwner()
            .body(tool("dry", "extra", 1))
            .post("/agents/validate")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    assertThat(good.getMap("data").keySet())
        .containsExactlyInAnyOrder("valid", "errors", "warnings");
    assertThat(good.getBoolean("data.valid")).isTrue();
    assertThat(good.getList("data.errors")).isEmpty();
    assertThat(good.getList("data.warnings.field")).containsExactly("extra");
    JsonPath bad =
        workspace
            .asOwner()
            .body(tool("Dry", "timeout_seconds", "5", "tags", List.of("a", "a")))
            .post("/agents/validate")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    assertThat(bad.getBoolean("data.valid")).isFalse();
    assertThat(bad.getList("data.errors.field"))
        .containsExactly("name", "tags[1]", "timeout_seconds");
    assertThat(bad.getString("data.errors[0].message")).isEqualTo(AgentName.RULE);
    workspace
        .asOwner()
        .body(tool("dry", "version", "v2"))
        .post("/agents/validate")
        .then()
        .body("data.valid", equalTo(false))
        .body("data.errors.field", contains("version"))
        .body("data.errors[0].message", containsString("v1"));
    workspace
        .asOwner()
        .body(tool("dry", "version", "v2", "timeout_seconds", 901))
        .post("/agents/validate")
        .then()
        .body("data.errors.field", contains("timeout_seconds", "version"));
    workspace.asOwner().body("[]").post("/agents/validate").then().statusCode(400);
    workspace.asOwner().body("{").post("/agents/validate").then().statusCode(400);
    workspace.asOwner().get("/agents").then().body("data", empty());
    publish(workspace, tool("dry", "version", "v1"));
  }

  @Test
  void a_preview_tells_what_is_there_and_what_comes_next() {
    workspace
        .asOwner()
        .get("/agents/preview?name=seen")
        .then()
        .statusCode(200)
        .body(
            "data",
            equalTo(
                Map.of(
                    "name",
                    "seen",
                    "existing_versions",
                    List.of(),
                    "next_version",
                    "v1",
                    "org_slug",
                    workspace.slug)));
    publish(workspace, tool("seen"));
    publish(workspace, tool("seen"));
    workspace
        .asOwner()
        .get("/agents/preview?name=seen")
        .then()
        .body("data.existing_versions", contains("v1", "v2"))
        .body("data.next_version", equalTo("v3"));
    TestWorkspace.create()
        .asOwner()
        .get("/agents/preview?name=seen")
        .then()
        .body("data.existing_versions", empty());
    for (String query : List.of("", "?name=", "?name=Bad", "?name=a--b")) {
      workspace
          .asOwner()
          .get("/agents/preview" + query)
          .then()
          .statusCode(400)
          .body("error.fields.field", contains("name"));
    }
  }
}
