package io.orchagent.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What runs cost is counted when they end, in the window in which they were created. */
@QuarkusTest
class BudgetSpendTest {
  @Inject Sql sql;
  @Inject BudgetQueries budgets;

  private TestWorkspace owner;
  private UUID workspace;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
    workspace = UUID.fromString(owner.workspaceId);
  }

  private void budget(String window) {
    owner
        .asOwner()
        .body(Map.of("scope_type", "workspace", "window", window, "hard_limit_usd", "100"))
        .post("/workspaces/" + owner.workspaceId + "/budgets")
        .then()
        .statusCode(201);
  }

  private UUID run(String status, String cost, String age) {
    UUID id = Ids.newId();
    sql.update(
        """
        insert into run (id, workspace_id, request_id, agent_id, agent_workspace_id, agent,
          version, execution_engine, endpoint, trigger, status, root_run_id, counts_quota,
          created_at, started_at, cost_usd)
        values (?, ?, 'r', ?, ?, 'a/b', 'v1', 'direct_llm', 'run', 'api', ?, ?, true,
          now() - ?::interval, now() - ?::interval, ?::numeric)
        """,
        id,
        workspace,
        id,
        workspace,
        status,
        id,
        age,
        age,
        cost);
    return id;
  }

  private void end(UUID run, String status, String cost) {
    sql.update(
        "update run set status = ?, cost_usd = ?::numeric, completed_at = now() where id = ?",
        status,
        cost,
        run);
  }

  private List<String> spend() {
    return budgets.list(workspace).stream().map(Budget::spend).map(Dollars::text).toList();
  }

  @Test
  void models_count_whatever_became_of_the_run_and_once() {
    run("completed", "0.5", "0 s");
    budget("daily");
    assertThat(spend()).containsExactly("0.50");
    UUID good = run("running", null, "0 s");
    UUID bad = run("running", null, "0 s");
    UUID free = run("running", null, "0 s");
    end(good, "completed", "0.25");
    end(bad, "failed", "0.0000000001");
    end(free, "completed", null);
    end(good, "completed", "0.25");
    run("completed", "1", "0 s");
    assertThat(spend()).containsExactly("1.7500000001");
  }

  @Test
  void a_run_counts_in_the_window_that_it_was_created_in() {
    UUID old = run("running", null, "32 days");
    budget("daily");
    budget("weekly");
    budget("monthly");
    end(old, "completed", "3");
    assertThat(spend()).containsExactly("0.00", "0.00", "0.00");
    assertThat(
            sql.first(
                    "select sum(usd) as n from budget_spend s join budget b on b.id = s.budget_id"
                        + " where b.workspace_id = ?",
                    row -> row.optionalDecimal("n"),
                    workspace)
                .orElseThrow())
        .isEqualByComparingTo(BigDecimal.valueOf(9));
  }
}
