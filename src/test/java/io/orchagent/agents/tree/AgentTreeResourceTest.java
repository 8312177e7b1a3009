package io.orchagent.agents.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestOrchestrator;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AgentTreeResourceTest {
  private TestWorkspace owner;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  private static TestTool tool(TestWorkspace author, Object... more) {
    Map<String, Object> fields = TestTool.tool("tool-" + TestWorkspace.unique(), more);
    return TestTool.publish(author, fields, Map.of("main.py", "print('{}')"));
  }

  private static TestTool skill(TestWorkspace author, boolean open) {
    return TestTool.publish(
        author, Map.of("type", "skill", "prompt", "Write plainly.", "is_public", open), Map.of());
  }

  private static Map<String, Object> calls(TestTool... tools) {
    return TestOrchestrator.manifest(
        Map.of(), List.of(tools).stream().map(TestTool::path).toArray(String[]::new));
  }

  private static JsonPath tree(TestWorkspace who, TestTool tool) {
    return who.asOwner()
        .get("/agents/" + tool.org + "/" + tool.name + "/v1/tree")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static String agent(TestTool tool) {
    return tool.org + "/" + tool.name;
  }

  private static void hide(TestWorkspace author, TestTool tool) {
    author
        .asOwner()
        .body(Map.of("is_public", false))
        .patch("/agents/" + tool.id)
        .then()
        .statusCode(200);
  }

  @Test
  void it_shows_versions_and_skills_in_their_order_all_the_way_down() {
    TestTool pinned = skill(owner, false);
    TestTool moving = skill(owner, false);
    TestTool.publish(
        owner, TestTool.tool(moving.name, "type", "skill", "prompt", "Write more plainly."));
    TestTool leaf = tool(owner, "default_skills", List.of(agent(pinned) + "@v1", agent(moving)));
    TestTool left = tool(owner, "manifest", calls(leaf));
    TestTool right = tool(owner, "manifest", calls(leaf), "callable", true);
    TestTool top = tool(owner, "manifest", calls(right, left, leaf));
    JsonPath tree = tree(owner, top);
    assertThat(tree.getString("data.id")).isEqualTo(top.id);
    assertThat(tree.getString("data.agent")).isEqualTo(agent(top));
    assertThat(tree.getString("data.version")).isEqualTo("v1");
    assertThat(tree.getString("data.type")).isEqualTo("tool");
    assertThat(tree.getString("data.execution_engine")).isEqualTo("code_runtime");
    assertThat(tree.getList("data.dependencies.agent"))
        .isEqualTo(List.of(agent(right), agent(left), agent(leaf)));
    assertThat(tree.getList("data.dependencies[2].skills.skill"))
        .as("unfolded where it is nearest to the top")
        .isEqualTo(List.of(agent(pinned), agent(moving)));
    assertThat(tree.getList("data.dependencies[2].skills.version")).isEqualTo(List.of("v1", "v2"));
    assertThat(tree.getList("data.dependencies[2].skills.pinned")).isEqualTo(List.of(true, false));
    assertThat(tree.getList("data.dependencies[0].dependencies.omitted"))
        .isEqualTo(List.of("repeated"));
    assertThat(tree.getList("data.dependencies[0].dependencies[0].skills")).isEmpty();
    assertThat(tree.getInt("data.hidden")).isZero();
  }

  @Test
  void latest_is_the_newest_that_runs() {
    TestTool leaf = tool(owner);
    TestTool top = tool(owner, "manifest", calls(leaf));
    owner
        .asOwner()
        .get("/agents/" + top.org + "/" + top.name + "/latest/tree")
        .then()
        .statusCode(200)
        .body("data.version", equalTo("v1"))
        .body("data.omitted", nullValue())
        .body("data.dependencies.id", equalTo(List.of(leaf.id)));
  }

  @Test
  void what_became_private_is_counted_and_no_more() {
    TestWorkspace other = TestWorkspace.create();
    TestTool skill = skill(other, true);
    TestTool leaf = tool(other, "is_public", true);
    TestTool top = tool(owner, "manifest", calls(leaf), "default_skills", List.of(agent(skill)));
    assertThat(tree(owner, top).getList("data.dependencies.agent")).isEqualTo(List.of(agent(leaf)));
    hide(other, leaf);
    hide(other, skill);
    JsonPath tree = tree(owner, top);
    assertThat(tree.getInt("data.hidden")).isEqualTo(2);
    assertThat(tree.getList("data.dependencies")).isEmpty();
    assertThat(tree.getList("data.skills")).isEmpty();
    assertThat(tree.prettify()).doesNotContain(leaf.name, leaf.id, skill.name, skill.id);
  }

  @Test
  void the_inside_of_a_server_only_agent_is_its_own_workspaces() {
    TestTool secret = tool(owner, "is_public", true);
    TestTool top =
        tool(
            owner,
            "manifest",
            calls(secret),
            "is_public",
            true,
            "allow_local_download",
            false,
            "default_skills",
            List.of(agent(skill(owner, true))));
    TestWorkspace stranger = TestWorkspace.create();
    JsonPath seen = tree(stranger, top);
    assertThat(seen.getString("data.omitted")).isEqualTo("private");
    assertThat(seen.getList("data.dependencies")).isEmpty();
    assertThat(seen.getList("data.skills")).isEmpty();
    assertThat(seen.getInt("data.hidden")).isZero();
    assertThat(seen.prettify()).doesNotContain(secret.name);
    assertThat(tree(owner, top).getList("data.dependencies.agent"))
        .isEqualTo(List.of(agent(secret)));
  }

  @Test
  void a_private_agent_is_not_there_for_others() {
    TestTool top = tool(owner);
    String path = "/agents/" + top.org + "/" + top.name;
    TestWorkspace.create().asOwner().get(path + "/v1/tree").then().statusCode(404);
    owner.asOwner().get(path + "/v9/tree").then().statusCode(404);
    owner.asOwner().get(path + "/newest/tree").then().statusCode(404);
  }
}
