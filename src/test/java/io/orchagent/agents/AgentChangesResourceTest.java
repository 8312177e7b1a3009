package io.orchagent.agents;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listing versions, and changing what may change of them. */
@QuarkusTest
class AgentChangesResourceTest {
  private TestWorkspace workspace;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
  }

  @Test
  void lists_are_filtered_and_paged() {
    publish(workspace, tool("one"));
    publish(workspace, tool("one"));
    publish(workspace, Map.of("name", "two", "prompt", "x"));
    workspace
        .asOwner()
        .get("/agents")
        .then()
        .statusCode(200)
        .body("data.name", contains("two", "one", "one"))
        .body("data.version", contains("v1", "v2", "v1"))
        .body("metadata.total", equalTo(3));
    workspace
        .asOwner()
        .get("/agents?latest_only=true")
        .then()
        .body("data.version", contains("v1", "v2"));
    workspace.asOwner().get("/agents?type=prompt").then().body("data.name", contains("two"));
    workspace
        .asOwner()
        .get("/agents?limit=1&offset=1")
        .then()
        .body("data.name", contains("one"))
        .body("metadata.total", equalTo(3))
        .body("metadata.limit", equalTo(1));
    workspace.asOwner().get("/agents?name=none").then().body("data", empty());
    workspace.asOwner().get("/agents?type=robot").then().statusCode(400);
    workspace.asOwner().get("/agents?latest_only=maybe").then().statusCode(400);
    workspace.asOwner().get("/agents?workspace_id=x").then().statusCode(400);
    workspace
        .asOwner()
        .get("/agents?workspace_id=" + workspace.workspaceId)
        .then()
        .body("data.name", everyItem(containsString("o")));
  }

  @Test
  void every_setting_can_be_set_and_unset() {
    String id = TestTool.id(workspace, tool("settings"));
    Map<String, Object> all =
        Map.of(
            "description",
            "new",
            "tags",
            List.of("x"),
            "is_public",
            true,
            "default_endpoint",
            "go",
            "timeout_seconds",
            5,
            "supported_providers",
            List.of("openai"),
            "default_models",
            Map.of("openai", "m"),
            "allow_local_download",
            false,
            "price_per_call_cents",
            7,
            "deprecated_at",
            "2026-01-01T00:00:00Z");
    JsonPath changed = patch(id, all, 200);
    all.forEach(
        (field, value) -> assertThat((Object) changed.get("data." + field)).isEqualTo(value));
    assertThat(
            patch(id, Map.of("sunset_at", "2026-06-01T00:00:00Z"), 200).getString("data.sunset_at"))
        .isEqualTo("2026-06-01T00:00:00Z");
    JsonPath untouched = patch(id, Map.of(), 200);
    all.forEach(
        (field, value) -> assertThat((Object) untouched.get("data." + field)).isEqualTo(value));
    Map<String, Object> nulls = new HashMap<>();
    for (String field :
        List.of(
            "description",
            "tags",
            "default_endpoint",
            "timeout_seconds",
            "supported_providers",
            "default_models",
            "price_per_call_cents",
            "deprecated_at",
            "sunset_at")) {
      nulls.put(field, null);
    }
    JsonPath unset = patch(id, nulls, 200);
    assertThat(unset.getString("data.description")).isNull();
    assertThat(unset.getList("data.tags")).isEmpty();
    assertThat(unset.getString("data.default_endpoint")).isEqualTo("run");
    assertThat(unset.getInt("data.timeout_seconds")).isEqualTo(60);
    assertThat(unset.getList("data.supported_providers")).containsExactly("any");
    assertThat(unset.getMap("data.default_models")).isEmpty();
    assertThat(unset.getInt("data.price_per_call_cents")).isZero();
    assertThat(unset.getString("data.deprecated_at")).isNull();
    assertThat(unset.getString("data.sunset_at")).isNull();
  }

  private JsonPath patch(String id, Map<String, Object> body, int status) {
    return workspace
        .asOwner()
        .body(body)
        .patch("/agents/" + id)
        .then()
        .statusCode(status)
        .extract()
        .jsonPath();
  }

  @Test
  void a_change_is_held_to_the_rules_of_publishing() {
    String id = TestTool.id(workspace, tool("ruled"));
    Map<String, Object> broken =
        Map.of(
            "description",
            "x".repeat(2_001),
            "tags",
            List.of("a", "a"),
            "default_endpoint",
            "a/b",
            "timeout_seconds",
            "5",
            "supported_providers",
            List.of("acme"),
            "default_models",
            Map.of("any", "m"),
            "price_per_call_cents",
            -1,
            "deprecated_at",
            "tomorrow",
            "allow_local_download",
            1,
            "unheard_of",
            1);
    assertThat(patch(id, broken, 400).getList("error.fields.field"))
        .containsExactly(
            "allow_local_download",
            "default_endpoint",
            "default_models.any",
            "deprecated_at",
            "description",
            "price_per_call_cents",
            "supported_providers",
            "tags[1]",
            "timeout_seconds",
            "unheard_of");
    for (int seconds : List.of(0, 901, -1)) {
      assertThat(patch(id, Map.of("timeout_seconds", seconds), 400).getString("error.message"))
          .contains("must be 1 to 900; 0 is only for always_on");
    }
    String service = TestTool.id(workspace, tool("served", "run_mode", "always_on"));
    assertThat(patch(service, Map.of("timeout_seconds", 0), 200).getInt("data.timeout_seconds"))
        .isZero();
  }

  @Test
  void what_never_changes_asks_for_a_new_version() {
    String id = TestTool.id(workspace, tool("fixed"));
    for (String field :
        List.of(
            "run_mode",
            "runtime",
            "loop",
            "callable",
            "type",
            "skills_locked",
            "prompt",
            "input_schema",
            "output_schema",
            "manifest",
            "name",
            "version",
            "custom_tools",
            "default_skills",
            "required_secrets",
            "optional_secrets",
            "environment",
            "entrypoint",
            "source_url",
            "pip_package",
            "run_command",
            "url",
            "sdk_compatible",
            "model_tasks",
            "skill_files")) {
      Map<String, Object> body = new HashMap<>();
      body.put(field, null);
      JsonPath answer = patch(id, body, 400);
      assertThat(answer.getString("error.fields[0].field")).isEqualTo(field);
      assertThat(answer.getString("error.message")).contains("publish a new version");
    }
    Map<String, Object> several = new HashMap<>();
    several.put("timeout_seconds", 0);
    several.put("is_public", null);
    several.put("sunset_at", "2026-01-01T00:00:00Z");
    assertThat(patch(id, several, 400).getList("error.fields.field"))
        .containsExactlyInAnyOrder("timeout_seconds", "is_public", "sunset_at");
    assertThat(patch(id, Map.of("stars_count", 5), 400).getList("error.fields.field"))
        .containsExactly("stars_count");
  }
}
