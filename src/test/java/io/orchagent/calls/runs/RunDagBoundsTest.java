package io.orchagent.calls.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A tree of more runs than anybody looks at. */
@QuarkusTest
class RunDagBoundsTest {
  @Inject Sql sql;

  private TestWorkspace owner;

  private UUID run(UUID root, UUID parent) {
    UUID id = parent == null ? root : Ids.newId();
    sql.update(
        """
        insert into run (id, workspace_id, request_id, agent_id, agent_workspace_id, agent,
          version, execution_engine, endpoint, trigger, status, root_run_id, parent_run_id,
          counts_quota, deadline_at, created_at, started_at, completed_at, input_tokens,
          output_tokens, cost_usd)
        values (?, ?::uuid, 'r', ?, ?, 'a/b', 'v1', 'direct_llm', 'run', 'agent', 'completed', ?, ?,
          false, now(), now(), now(), now(), 3, 2, 0.0000000007)
        """,
        id,
        owner.workspaceId,
        id,
        id,
        root,
        parent);
    return id;
  }

  @Test
  void the_oldest_thousand_are_listed_and_all_are_summed() {
    owner = TestWorkspace.create();
    UUID root = Ids.newId();
    run(root, null);
    UUID middle = run(root, root);
    UUID last = middle;
    for (int i = 0; i < 1_001; i++) {
      last = run(root, middle);
    }
    for (UUID asked : new UUID[] {root, last}) {
      JsonPath dag =
          owner
              .asOwner()
              .get("/workspaces/" + owner.workspaceId + "/runs/" + asked + "/dag")
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      assertThat(dag.getString("data.root_run_id")).isEqualTo(root.toString());
      assertThat(dag.getInt("data.total_runs")).isEqualTo(1_003);
      assertThat(dag.getBoolean("data.truncated")).isTrue();
      assertThat(dag.getList("data.nodes")).hasSize(1_000);
      assertThat(dag.getList("data.edges")).hasSize(999);
      assertThat(dag.getString("data.nodes[0].run_id")).isEqualTo(root.toString());
      assertThat(dag.getList("data.nodes.run_id")).doesNotContain(last.toString());
      assertThat(dag.getInt("data.nodes[0].subtree.runs")).isEqualTo(1_003);
      assertThat(dag.getInt("data.nodes[0].subtree.input_tokens")).isEqualTo(3_009);
      assertThat(dag.getString("data.nodes[0].subtree.cost_usd")).isEqualTo("0.0000007021");
      assertThat(dag.getInt("data.nodes[1].subtree.runs")).isEqualTo(1_002);
      assertThat(dag.getInt("data.nodes[2].subtree.runs")).isEqualTo(1);
    }
  }
}
