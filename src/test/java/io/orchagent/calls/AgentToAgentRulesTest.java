package io.orchagent.calls;

import static io.orchagent.testing.TestOrchestrator.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestOrchestrator;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What publishing refuses already, and what only a server that died leaves behind. */
@QuarkusTest
class AgentToAgentRulesTest {
  @Inject Sql sql;
  @Inject ChildRuns children;

  private TestWorkspace author;

  @BeforeEach
  void fresh() {
    author = TestWorkspace.create();
  }

  /** A dependency that no publication could declare. */
  private void depend(TestTool from, TestTool on) {
    sql.update(
        """
        insert into agent_dependency (agent_id, dependency_id, position)
        values (?::uuid, ?::uuid, 9)
        """,
        from.id,
        on.id);
  }

  private TestTool leaf(Object... more) {
    return TestTool.publish(
        author,
        TestTool.tool("tool-" + TestWorkspace.unique(), more),
        Map.of("main.py", "print('{}')"));
  }

  @ParameterizedTest
  @CsvSource({
    "X-Orchagent-Call-Chain, acme/other@v1",
    "X-Orchagent-Call-Chain-Sig, 00.ff",
    "X-Orchagent-Root-Run-Id, 01890000-0000-7000-8000-000000000000",
    "X-Orchagent-Billing-Org-Id, 01890000-0000-7000-8000-000000000000",
    "X-Orchagent-Billing-Org-Sig, 00.ff"
  })
  void a_call_that_no_run_makes_can_not_claim_a_chain(String header, String value) {
    author
        .asOwner()
        .header(header, value)
        .body("{}")
        .post(leaf().path())
        .then()
        .statusCode(403)
        .body("error.code", equalTo("FORBIDDEN"))
        .body("error.message", containsString("The header " + header + " is for calls that an"))
        .header("X-Run-Id", nullValue());
  }

  @Test
  void its_own_workspace_may_be_said_to_pay() {
    author
        .asOwner()
        .header("X-Orchagent-Billing-Org-Id", author.workspaceId)
        .body("{}")
        .post(leaf().path())
        .then()
        .statusCode(200);
  }

  @Test
  void a_circle_that_came_about_somehow_is_cut_when_it_closes() {
    TestOrchestrator middle = TestOrchestrator.publish(author, Map.of(), leaf().path());
    TestOrchestrator top = TestOrchestrator.publish(author, Map.of(), middle.path());
    depend(middle.tool, top.tool);
    JsonPath answer = top.run(author, middle.calling(call(top.path())));
    assertThat(answer.getInt("data.answers[0].status")).isEqualTo(200);
    assertThat(answer.getInt("data.answers[0].data.answers[0].status")).isEqualTo(403);
    assertThat(answer.getString("data.answers[0].data.answers[0].code"))
        .isEqualTo("DEPENDENCY_CYCLE");
    String tree = "/agents/" + top.tool.org + "/" + top.tool.name + "/v1/tree";
    assertThat(
            author
                .asOwner()
                .get(tree)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("data.dependencies[0].dependencies.omitted"))
        .contains("repeated");
  }

  @Test
  void what_may_not_be_called_is_not() {
    TestTool closed = leaf("callable", false);
    TestOrchestrator boss = TestOrchestrator.publish(author, Map.of(), leaf().path());
    depend(boss.tool, closed);
    JsonPath answer = boss.run(author, call(closed.path()));
    assertThat(answer.getString("data.answers[0].code")).isEqualTo("NOT_CALLABLE");
  }

  private List<String> running(String trigger) {
    return author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/runs?status=running&trigger=" + trigger)
        .jsonPath()
        .getList("data.id");
  }

  private String status(String run) {
    return author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/runs/" + run)
        .path("data.status");
  }

  @Test
  void what_a_run_called_ends_when_its_server_died() {
    TestTool endless =
        TestTool.python(author, "import threading; threading.Event().wait(120); print('{}')");
    TestOrchestrator boss = TestOrchestrator.publish(author, Map.of(), endless.path());
    author
        .asOwner()
        .header("Prefer", "respond-async")
        .body(Map.of("calls", List.of(call(endless.path()))))
        .post(boss.path())
        .then()
        .statusCode(202);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> running("agent").size() == 1 && running("api").size() == 1);
    String child = running("agent").getFirst();
    sql.update(
        "update run set status = 'failed', completed_at = clock_timestamp() where id = ?::uuid",
        running("api").getFirst());
    children.endOrphans();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Set.of("cancelled").contains(status(child)));
  }
}
