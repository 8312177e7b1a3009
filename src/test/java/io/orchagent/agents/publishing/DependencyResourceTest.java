package io.orchagent.agents.publishing;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.runnable;
import static io.orchagent.testing.TestTool.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents that call agents, and what they may name. */
@QuarkusTest
class DependencyResourceTest {
  private TestWorkspace workspace;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
  }

  /** A tool that calls others of its workspace, each like name@v1. */
  private Map<String, Object> caller(String name, String... others) {
    return tool(name, "manifest", manifest(9, others));
  }

  private Map<String, Object> manifest(int hops, String... others) {
    List<Map<String, String>> dependencies = new ArrayList<>();
    for (String other : others) {
      String[] parts = other.split("@");
      String id = parts[0].contains("/") ? parts[0] : workspace.slug + "/" + parts[0];
      dependencies.add(Map.of("id", id, "version", parts[1]));
    }
    return Map.of("manifest_version", 1, "dependencies", dependencies, "max_hops", hops);
  }

  private ValidatableResponse refused(Map<String, Object> body) {
    return workspace
        .asOwner()
        .body(body)
        .post("/agents")
        .then()
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"));
  }

  @Test
  void what_is_named_exists_is_visible_and_can_be_called() {
    TestWorkspace other = TestWorkspace.create();
    runnable(other, tool("hidden"));
    publish(other, tool("shown", "is_public", true));
    publish(other, tool("closed", "is_public", true, "callable", false));
    publish(other, tool("served", "is_public", true, "run_mode", "always_on"));
    publish(other, Map.of("name", "style", "type", "skill", "prompt", "x", "is_public", true));
    String org = other.slug + "/";
    JsonPath answer =
        refused(
                caller(
                    "caller",
                    org + "hidden@v1",
                    org + "shown@v9",
                    org + "closed@v1",
                    org + "served@v1",
                    org + "style@v1",
                    org + "shown@v1",
                    org + "shown@v1",
                    org + "shown@latest"))
            .body(
                "error.fields.field",
                contains(
                    "manifest.dependencies[0]",
                    "manifest.dependencies[1]",
                    "manifest.dependencies[2]",
                    "manifest.dependencies[3]",
                    "manifest.dependencies[4]",
                    "manifest.dependencies[6]",
                    "manifest.dependencies[7].version"))
            .extract()
            .jsonPath();
    List<String> messages = answer.getList("error.fields.message");
    assertThat(messages.get(0)).isEqualTo(messages.get(1)).contains("publish it first");
    assertThat(messages.get(2)).contains("callable is false");
    assertThat(messages.get(3)).contains("name an on_demand version");
    assertThat(messages.get(4)).contains("default_skills");
    assertThat(messages.get(5)).contains("is there twice");
    assertThat(messages.get(6)).contains("exact version");
    publish(workspace, caller("caller", org + "shown@v1"));
  }

  @Test
  void another_workspace_sees_not_found() {
    TestWorkspace other = TestWorkspace.create();
    publish(other, tool("hidden"));
    publish(other, Map.of("name", "style", "type", "skill", "prompt", "x"));
    for (String name : List.of("hidden", "missing")) {
      refused(caller("caller", other.slug + "/" + name + "@v1"))
          .body("error.fields[0].message", containsString("does not exist, or is not visible"));
    }
    for (String name : List.of("style", "missing")) {
      refused(tool("user", "default_skills", List.of(other.slug + "/" + name)))
          .body("error.fields[0].message", containsString("does not exist, or is not visible"));
    }
    publish(workspace, tool("plain"));
    refused(tool("user", "default_skills", List.of(workspace.slug + "/plain@v1")))
        .body("error.fields[0].message", containsString("is no skill"));
  }

  @Test
  void hops_are_asked_for_and_counted() {
    publish(workspace, tool("cc"));
    publish(workspace, caller("bb", "cc@v1"));
    refused(tool("aa", "manifest", manifest(0, "bb@v1")))
        .body("error.fields.field", contains("manifest.max_hops"))
        .body("error.fields[0].message", containsString("at least 1 with dependencies"));
    JsonPath shallow = publish(workspace, tool("aa", "manifest", manifest(1, "bb@v1")));
    assertThat(shallow.getList("data.warnings.code")).containsExactly("MAX_HOPS_SHORT");
    assertThat(shallow.getString("data.warnings[0].message")).contains("takes 2 hops");
    JsonPath deep = publish(workspace, tool("aa", "manifest", manifest(2, "bb@v1")));
    assertThat(deep.getList("data.warnings")).isEmpty();
    assertThat(deep.getString("data.orchestration_mode")).isEqualTo("strict");
    assertThat(deep.getInt("data.agent.manifest.max_hops")).isEqualTo(2);
    Map<String, Object> flexible = new HashMap<>(manifest(2, "bb@v1"));
    flexible.put("orchestration_mode", "flexible");
    assertThat(
            publish(workspace, tool("aa", "manifest", flexible))
                .getString("data.orchestration_mode"))
        .isEqualTo("flexible");
  }

  @Test
  void no_agent_comes_back_to_itself() {
    publish(workspace, tool("aa"));
    refused(caller("aa", "aa@v1"))
        .body("error.fields.field", contains("manifest.dependencies[0]"))
        .body("error.fields[0].message", containsString("must not call itself"));
    refused(caller("aa", "aa@v2"));
    publish(workspace, caller("bb", "aa@v1"));
    publish(workspace, caller("cc", "bb@v1"));
    publish(workspace, tool("dd"));
    for (String through : List.of("bb@v1", "cc@v1")) {
      refused(caller("aa", "dd@v1", through))
          .body("error.fields.field", contains("manifest.dependencies[1]"))
          .body("error.fields[0].message", containsString("Break the circle"));
      workspace
          .asOwner()
          .body(caller("aa", through))
          .post("/agents/validate")
          .then()
          .statusCode(200)
          .body("data.valid", equalTo(false))
          .body("data.errors.field", contains("manifest.dependencies[0]"));
    }
    // The same name in another workspace is another agent.
    TestWorkspace other = TestWorkspace.create();
    publish(other, tool("aa", "is_public", true));
    publish(workspace, caller("aa", other.slug + "/aa@v1", "dd@v1"));
    refused(caller("dd", "aa@v2"));
  }

  @Test
  void a_circle_over_two_workspaces_is_found() {
    TestWorkspace other = TestWorkspace.create();
    publish(workspace, tool("mine", "is_public", true));
    publish(
        other,
        tool("theirs", "is_public", true, "manifest", manifest(1, workspace.slug + "/mine@v1")));
    refused(caller("mine", other.slug + "/theirs@v1"))
        .body("error.fields.field", contains("manifest.dependencies[0]"));
  }

  @Test
  void fifty_that_name_each_other_at_once_leave_no_circle_and_no_gap() {
    int names = 5;
    IntStream.range(0, names).forEach(i -> publish(workspace, tool("ring-" + i)));
    // Ten rounds of each at the same moment: every one names the next version of its neighbour,
    // which exists or not, depending on who was first.
    List<Integer> statuses =
        Together.statuses(
            50,
            i ->
                workspace
                    .asOwner()
                    .body(
                        caller(
                            "ring-" + i % names, "ring-" + (i + 1) % names + "@v" + (i / 25 + 1)))
                    .post("/agents")
                    .then());
    assertThat(statuses)
        .hasSize(50)
        .contains(201)
        .allMatch(status -> status == 201 || status == 400);
    JsonPath all = workspace.asOwner().get("/agents?limit=200").jsonPath();
    Map<String, List<String>> below = new HashMap<>();
    List<Map<String, Object>> agents = all.getList("data");
    for (Map<String, Object> agent : agents) {
      below.put(agent.get("name") + "@" + agent.get("version"), dependencies(agent));
    }
    for (int i = 0; i < names; i++) {
      String name = "ring-" + i;
      long versions = below.keySet().stream().filter(ref -> ref.startsWith(name + "@")).count();
      for (int version = 1; version <= versions; version++) {
        assertThat(below).containsKey(name + "@v" + version);
        assertThat(namesBelow(name + "@v" + version, below)).doesNotContain(name);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private List<String> dependencies(Map<String, Object> agent) {
    Map<String, Object> manifest = (Map<String, Object>) agent.get("manifest");
    if (manifest == null) {
      return List.of();
    }
    return ((List<Map<String, String>>) manifest.get("dependencies"))
        .stream()
            .map(one -> one.get("id").replace(workspace.slug + "/", "") + "@" + one.get("version"))
            .toList();
  }

  private static Set<String> namesBelow(String version, Map<String, List<String>> below) {
    Set<String> names = new HashSet<>();
    for (String next : below.get(version)) {
      names.add(next.substring(0, next.indexOf('@')));
      names.addAll(namesBelow(next, below));
    }
    return names;
  }
}
