package io.orchagent.calls.runs;

import static io.orchagent.testing.TestOrchestrator.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestOrchestrator;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RunDagResourceTest {
  private TestWorkspace owner;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  private ValidatableResponse dag(TestWorkspace who, String run) {
    return who.asOwner().get("/workspaces/" + who.workspaceId + "/runs/" + run + "/dag").then();
  }

  private JsonPath dag(String run) {
    return dag(owner, run).statusCode(200).extract().jsonPath();
  }

  private static Map<String, Map<String, Object>> nodes(JsonPath dag) {
    Map<String, Map<String, Object>> nodes = new HashMap<>();
    for (Map<String, Object> node : dag.<Map<String, Object>>getList("data.nodes")) {
      nodes.put((String) node.get("run_id"), node);
    }
    return nodes;
  }

  /** The figures of a node that agree with its place. */
  private static void used(Object node, String part, Object... namesAndValues) {
    Map<?, ?> figures = (Map<?, ?>) ((Map<?, ?>) node).get(part);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      assertThat(figures.get(namesAndValues[i]))
          .as(part + "." + namesAndValues[i])
          .isEqualTo(namesAndValues[i + 1]);
    }
  }

  @Test
  void two_agents_call_a_third_and_what_it_costs_is_added_up_to_the_top() {
    TestModel model = TestModel.of("openai").says("Bonjour", 30, 10);
    TestSecrets.set(owner, model.secret(), model.key);
    TestPrompt third = TestPrompt.publish(owner, "Greet.");
    TestOrchestrator first = TestOrchestrator.publish(owner, Map.of(), third.path());
    TestOrchestrator second = TestOrchestrator.publish(owner, Map.of(), third.path());
    TestOrchestrator top =
        TestOrchestrator.publish(owner, Map.of(), first.path(), second.path(), third.path());
    JsonPath answer =
        top.run(
            owner,
            first.calling(call(third.path()), call(third.path())),
            second.calling(call(third.path())));
    assertThat(answer.getList("data.answers.status")).isEqualTo(List.of(200, 200));
    assertThat(answer.getString("data.answers[1].data.answers[0].data.result"))
        .isEqualTo("Bonjour");
    String root = answer.getString("metadata.run_id");
    String firstRun = answer.getString("data.answers[0].run");
    String secondRun = answer.getString("data.answers[1].run");
    String deepest = answer.getString("data.answers[1].data.answers[0].run");

    JsonPath dag = dag(root);
    assertThat(dag.getString("data.root_run_id")).isEqualTo(root);
    assertThat(dag.getInt("data.total_runs")).isEqualTo(6);
    assertThat(dag.getBoolean("data.truncated")).isFalse();
    Map<String, Map<String, Object>> nodes = nodes(dag);
    assertThat(nodes).hasSize(6);
    used(nodes.get(root), "own", "cost_usd", null, "input_tokens", null, "price_cents", 0);
    used(
        nodes.get(root),
        "subtree",
        "runs",
        6,
        "cost_usd",
        "0.000084",
        "input_tokens",
        90,
        "output_tokens",
        30,
        "cost_complete",
        true,
        "price_cents",
        0);
    used(nodes.get(firstRun), "subtree", "runs", 3, "cost_usd", "0.000056", "input_tokens", 60);
    used(nodes.get(secondRun), "subtree", "runs", 2, "cost_usd", "0.000028", "input_tokens", 30);
    used(nodes.get(deepest), "own", "cost_usd", "0.000028", "output_tokens", 10);
    used(nodes.get(deepest), "subtree", "runs", 1, "cost_usd", "0.000028");
    assertThat(nodes.get(deepest))
        .containsEntry("parent_run_id", secondRun)
        .containsEntry("status", "completed")
        .containsEntry("error", null)
        .containsEntry("endpoint", "run")
        .containsEntry("version", "v1");
    assertThat(nodes.values())
        .allSatisfy(
            node ->
                assertThat(node)
                    .extractingByKeys("duration_ms", "created_at", "started_at", "completed_at")
                    .doesNotContainNull());
    List<Map<String, Object>> edges = dag.getList("data.edges");
    assertThat(edges)
        .hasSize(5)
        .contains(
            Map.of("from", root, "to", firstRun),
            Map.of("from", root, "to", secondRun),
            Map.of("from", secondRun, "to", deepest));
    assertThat(dag(deepest).getMap("data")).as("from any run of it").isEqualTo(dag.getMap("data"));
  }

  @Test
  void what_has_no_price_is_told_and_what_failed_is_there() {
    TestModel model = TestModel.of("openai").says("Bonjour", 30, 10);
    TestSecrets.set(owner, model.secret(), model.key);
    TestPrompt unknown =
        TestPrompt.publish(owner, "Greet.", "default_models", Map.of("openai", "no-such-price"));
    TestTool broken = TestTool.python(owner, "raise SystemExit(3)");
    TestOrchestrator top = TestOrchestrator.publish(owner, Map.of(), unknown.path(), broken.path());
    JsonPath answer = top.run(owner, call(unknown.path()), call(broken.path()));
    assertThat(answer.getList("data.answers.status")).isEqualTo(List.of(200, 502));
    JsonPath dag = dag(answer.getString("metadata.run_id"));
    Map<String, Map<String, Object>> nodes = nodes(dag);
    used(
        nodes.get(answer.getString("metadata.run_id")),
        "subtree",
        "runs",
        3,
        "cost_usd",
        "0",
        "cost_complete",
        false,
        "input_tokens",
        30);
    used(nodes.get(answer.getString("data.answers[0].run")), "own", "cost_usd", null);
    assertThat(nodes.values())
        .filteredOn(node -> "failed".equals(node.get("status")))
        .singleElement()
        .satisfies(
            node ->
                assertThat(((Map<?, ?>) node.get("error")).get("code")).isEqualTo("SANDBOX_ERROR"));
  }

  @Test
  void a_run_alone_is_a_dag_of_one() {
    String run =
        owner
            .asOwner()
            .body("{}")
            .post(TestTool.python(owner, "print('{}')").path())
            .getHeader("X-Run-Id");
    dag(owner, run)
        .statusCode(200)
        .body("data.nodes.run_id", equalTo(List.of(run)))
        .body("data.edges", equalTo(List.of()))
        .body("data.nodes[0].subtree.cost_usd", equalTo("0"));
  }

  @Test
  void nobody_sees_the_dag_of_another_workspace() {
    TestTool tool = TestTool.python(owner, "print('{}')");
    String run = owner.asOwner().body("{}").post(tool.path()).getHeader("X-Run-Id");
    TestWorkspace stranger = TestWorkspace.create();
    dag(stranger, run).statusCode(404);
    stranger
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/runs/" + run + "/dag")
        .then()
        .statusCode(404);
    dag(owner, UUID.randomUUID().toString()).statusCode(404);
    dag(owner, "nonsense").statusCode(404);
  }
}
