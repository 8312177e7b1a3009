package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestOrchestrator;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agents that call agents with the key of their run, from inside of their sandbox. */
@QuarkusTest
class AgentToAgentResourceTest {
  private static final String ENV =
      "import json, os; print(json.dumps({k: v for k, v in os.environ.items()"
          + " if k.startswith('ORCHAGENT_')}))";

  TestWorkspace author;
  TestTool leaf;

  @BeforeEach
  void agents() {
    author = TestWorkspace.create();
    leaf = TestTool.python(author, ENV);
  }

  private TestTool boss(Map<String, Object> manifest, TestTool... dependencies) {
    String[] paths = Arrays.stream(dependencies).map(TestTool::path).toArray(String[]::new);
    return TestOrchestrator.publish(author, manifest, paths).tool;
  }

  private JsonPath run(TestTool boss, Object... calls) {
    return author
        .asOwner()
        .body(Map.of("calls", List.of(calls)))
        .post(boss.path())
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static Map<String, Object> call(TestTool tool) {
    return TestOrchestrator.call(tool.path());
  }

  private static Map<String, Object> call(TestTool tool, String header, String value) {
    return TestOrchestrator.call(tool.path(), header, value);
  }

  @Test
  void a_run_calls_what_its_agent_declares_and_the_child_knows_its_place() {
    TestTool boss = boss(Map.of(), leaf);
    int before = remaining();
    JsonPath answer = run(boss, call(leaf));
    String parent = answer.getString("metadata.run_id");
    assertThat(answer.getInt("data.answers[0].status")).isEqualTo(200);
    assertThat(answer.getString("data.answers[0].data.ORCHAGENT_ROOT_RUN_ID")).isEqualTo(parent);
    assertThat(answer.getMap("data.answers[0].data")).doesNotContainKey("ORCHAGENT_SERVICE_KEY");
    assertThat(answer.getString("data.env.ORCHAGENT_CALL_CHAIN"))
        .isEqualTo(boss.org + "/" + boss.name + "@v1");
    assertThat(answer.getString("data.env.ORCHAGENT_MAX_HOPS")).isEqualTo("3");
    assertThat(remaining()).as("only the call at the top takes a unit").isEqualTo(before - 1);
    author
        .asOwner()
        .get(
            "/workspaces/"
                + author.workspaceId
                + "/runs/"
                + answer.getString("data.answers[0].run"))
        .then()
        .statusCode(200)
        .body("data.parent_run_id", equalTo(parent))
        .body("data.root_run_id", equalTo(parent))
        .body("data.trigger", equalTo("agent"));
    author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/runs/" + parent)
        .then()
        .body("data.parent_run_id", nullValue())
        .body("data.trigger", equalTo("api"));
  }

  private int remaining() {
    return Integer.parseInt(author.asOwner().get("/org").getHeader("X-RateLimit-Remaining"));
  }

  @Test
  void its_key_is_dead_when_it_has_ended_and_good_for_nothing_else_before() {
    String key = run(boss(Map.of(), leaf)).getString("data.env.ORCHAGENT_SERVICE_KEY");
    TestWorkspace.as(key).body("{}").post(leaf.path()).then().statusCode(401);
    TestWorkspace.as(key).get("/agents").then().statusCode(401);
  }

  @ParameterizedTest
  @CsvSource({
    "x-orchagent-call-chain, acme/other@v1",
    "x-orchagent-call-chain-sig, 00.ff",
    "x-orchagent-root-run-id, 01890000-0000-7000-8000-000000000000",
    "x-orchagent-billing-org-id, 01890000-0000-7000-8000-000000000000",
    "x-orchagent-billing-org-sig, 00.ff"
  })
  void a_forged_header_is_refused(String header, String value) {
    JsonPath answer = run(boss(Map.of(), leaf), call(leaf, header, value));
    assertThat(answer.getInt("data.answers[0].status")).isEqualTo(403);
    assertThat(answer.getString("data.answers[0].code")).isEqualTo("FORBIDDEN");
  }

  @Test
  void what_it_was_told_is_accepted_and_a_signature_of_something_else_is_not() {
    Map<String, String> told =
        Map.of(
            "x-orchagent-call-chain", "ORCHAGENT_CALL_CHAIN",
            "x-orchagent-call-chain-sig", "ORCHAGENT_CALL_CHAIN_SIG",
            "x-orchagent-root-run-id", "ORCHAGENT_ROOT_RUN_ID",
            "x-orchagent-deadline-ms", "ORCHAGENT_DEADLINE_MS",
            "x-orchagent-billing-org-id", "ORCHAGENT_BILLING_ORG_ID",
            "x-orchagent-billing-org-sig", "ORCHAGENT_BILLING_ORG_SIG");
    JsonPath answer =
        run(
            boss(Map.of(), leaf),
            Map.of("path", leaf.path(), "told", told),
            Map.of(
                "path",
                leaf.path(),
                "told",
                Map.of("x-orchagent-call-chain-sig", "ORCHAGENT_BILLING_ORG_SIG")));
    assertThat(answer.getList("data.answers.status")).isEqualTo(List.of(200, 403));
  }

  @Test
  void a_later_deadline_and_more_hops_change_nothing_and_a_deadline_that_passed_ends_it() {
    JsonPath answer =
        run(
            boss(Map.of(), leaf),
            call(leaf, "x-orchagent-deadline-ms", "99999999999999"),
            call(leaf, "x-orchagent-max-hops", "99"),
            call(leaf, "x-orchagent-deadline-ms", "1000"));
    assertThat(answer.getList("data.answers.status")).isEqualTo(List.of(200, 200, 504));
    assertThat(Long.parseLong(answer.getString("data.answers[0].data.ORCHAGENT_DEADLINE_MS")))
        .isLessThanOrEqualTo(Long.parseLong(answer.getString("data.env.ORCHAGENT_DEADLINE_MS")));
    assertThat(answer.getString("data.answers[2].code")).isEqualTo("TIMEOUT");
  }

  @Test
  void nothing_else_may_be_called() {
    TestTool boss = boss(Map.of(), leaf);
    JsonPath answer =
        run(
            boss,
            call(TestTool.python(author, ENV)),
            call(boss),
            call(leaf, "x-workspace-id", TestWorkspace.create().workspaceId),
            call(leaf, "prefer", "respond-async"));
    assertThat(answer.getList("data.answers.code"))
        .isEqualTo(
            List.of(
                "DEPENDENCY_NOT_ALLOWED", "DEPENDENCY_NOT_ALLOWED", "FORBIDDEN", "INVALID_INPUT"));
  }

  @Test
  void hops_run_out() {
    TestTool middle = boss(Map.of(), leaf);
    TestTool boss = boss(Map.of("max_hops", 1), middle);
    JsonPath answer =
        run(boss, Map.of("path", middle.path(), "input", Map.of("calls", List.of(call(leaf)))));
    assertThat(answer.getInt("data.answers[0].status")).isEqualTo(200);
    assertThat(answer.getString("data.answers[0].data.answers[0].code"))
        .isEqualTo("MAX_HOPS_EXCEEDED");
    TestTool deep = boss(Map.of("min_required_hops", 2), leaf);
    assertThat(run(boss(Map.of("max_hops", 2), deep), call(deep)).getString("data.answers[0].code"))
        .isEqualTo("MAX_HOPS_TOO_LOW");
  }

  @Test
  void without_a_cap_of_its_own_fifty_runs_may_start_below_a_run() {
    JsonPath answer = run(boss(Map.of(), leaf), Collections.nCopies(60, call(leaf)).toArray());
    List<Integer> statuses = answer.getList("data.answers.status");
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(50);
    assertThat(statuses).filteredOn(status -> status == 429).hasSize(10);
  }

  @Test
  void nothing_that_is_said_of_what_is_left_downstream_adds_to_it() {
    TestTool boss = boss(Map.of("per_call_downstream_cap", 1), leaf);
    Object more = call(leaf, "x-orchagent-downstream-remaining", "99");
    JsonPath answer = run(boss, more, more);
    assertThat(answer.<Integer>getList("data.answers.status")).containsExactlyInAnyOrder(200, 429);
    assertThat(answer.<String>getList("data.answers.code")).contains("BUDGET_EXCEEDED");
  }

  @Test
  void what_is_left_downstream_counts_what_those_above_have_left() {
    TestTool middle = boss(Map.of(), leaf);
    TestTool boss = boss(Map.of("per_call_downstream_cap", 3), middle);
    JsonPath answer =
        run(boss, Map.of("path", middle.path(), "input", Map.of("calls", List.of(call(leaf)))));
    assertThat(answer.getString("data.env.ORCHAGENT_DOWNSTREAM_REMAINING")).isEqualTo("3");
    assertThat(answer.getString("data.answers[0].data.env.ORCHAGENT_DOWNSTREAM_REMAINING"))
        .isEqualTo("2");
    assertThat(answer.getInt("data.answers[0].data.answers[0].status")).isEqualTo(200);
  }

  @Test
  void a_callee_of_another_workspace_runs_for_the_callers() {
    TestWorkspace other = TestWorkspace.create();
    TestTool foreign = TestTool.publish(other, Map.of("is_public", true), Map.of("main.py", ENV));
    JsonPath answer = run(boss(Map.of(), foreign), call(foreign));
    String child = answer.getString("data.answers[0].run");
    assertThat(answer.getInt("data.answers[0].status")).isEqualTo(200);
    author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/runs/" + child)
        .then()
        .statusCode(200)
        .body("data.agent", equalTo(foreign.org + "/" + foreign.name))
        .body("data.root_run_id", equalTo(answer.getString("metadata.run_id")));
    other
        .asOwner()
        .get("/workspaces/" + other.workspaceId + "/runs")
        .then()
        .body("metadata.total", equalTo(0));
    other
        .asOwner()
        .get("/agents/" + foreign.id + "/logs")
        .then()
        .body("data.id", equalTo(List.of(child)))
        .body("data[0].stdout", nullValue());
  }

  private static final String ENDLESS =
      """
      import sys, threading
      print("begun", file=sys.stderr, flush=True)
      threading.Event().wait(120)
      """;

  private String status(String run) {
    return author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/runs/" + run)
        .path("data.status");
  }

  private void ends(String run, String status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(status(run)).isEqualTo(status));
  }

  @Test
  void what_a_run_called_ends_when_it_is_cancelled() {
    TestTool endless = TestTool.python(author, ENDLESS);
    String parent =
        author
            .asOwner()
            .header("Prefer", "respond-async")
            .body(Map.of("calls", List.of(call(endless))))
            .post(boss(Map.of(), endless).path())
            .path("data.run_id");
    String running = "/workspaces/" + author.workspaceId + "/runs?trigger=agent&status=running";
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> author.asOwner().get(running).jsonPath().getInt("metadata.total") == 1);
    String child = author.asOwner().get(running).path("data[0].id");
    author
        .asOwner()
        .post("/workspaces/" + author.workspaceId + "/runs/" + parent + "/cancel")
        .then()
        .statusCode(202);
    ends(parent, "cancelled");
    ends(child, "cancelled");
  }

  @Test
  void what_a_run_called_ends_when_its_program_ends_first() {
    TestTool endless = TestTool.python(author, ENDLESS);
    TestTool hasty =
        TestTool.publish(
            author,
            Map.of("manifest", TestOrchestrator.manifest(Map.of(), endless.path())),
            Map.of(
                "main.py",
                """
                import json, os, sys, urllib.request
                request = urllib.request.Request(
                    os.environ['ORCHAGENT_GATEWAY_URL'] + json.load(sys.stdin)['path'],
                    data=b'{}', method='POST', headers={
                        'Authorization': 'Bearer ' + os.environ['ORCHAGENT_SERVICE_KEY'],
                        'Content-Type': 'application/json', 'Accept': 'text/event-stream'})
                answer = urllib.request.urlopen(request, timeout=50)
                while b'begun' not in answer.readline():
                    pass
                print(json.dumps({'child': answer.headers['X-Run-Id']}), flush=True)
                os._exit(0)
                """));
    JsonPath answer =
        author
            .asOwner()
            .body(Map.of("path", endless.path()))
            .post(hasty.path())
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    ends(answer.getString("data.child"), "cancelled");
  }

  @Test
  void of_many_calls_at_once_exactly_as_many_run_as_the_cap_allows() {
    TestTool boss = boss(Map.of("per_call_downstream_cap", 5), leaf);
    JsonPath answer = run(boss, Collections.nCopies(12, call(leaf)).toArray());
    List<Integer> statuses = answer.getList("data.answers.status");
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(5);
    assertThat(statuses).filteredOn(status -> status == 429).hasSize(7);
  }
}
