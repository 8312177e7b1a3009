package io.orchagent.agents.publishing;

import static io.orchagent.testing.TestTool.tool;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Graphs that take too long to publish one by one: their rows are written by SQL. */
@QuarkusTest
class DependenciesTest {
  @Inject EntityManager database;

  private void run(String statement, UUID workspace) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> database.createNativeQuery(statement).setParameter(1, workspace).executeUpdate());
  }

  /** Further versions of the only agent, and who of them calls whom. */
  private void graph(UUID workspace, int versions, String calls) {
    run(
        """
        insert into agent (id, workspace_id, name, version, type, run_mode, execution_engine,
          callable, default_endpoint, timeout_seconds, spec, published_by)
        select gen_random_uuid(), workspace_id, name, n, type, run_mode, execution_engine, callable,
          default_endpoint, timeout_seconds, spec, published_by
        from agent, generate_series(2, %d) n where workspace_id = ?1
        """
            .formatted(versions),
        workspace);
    run(
        """
        insert into agent_dependency (agent_id, dependency_id, position)
        select a.id, b.id, 1 from agent a join agent b on b.workspace_id = a.workspace_id
        where a.workspace_id = ?1 and %s
        """
            .formatted(calls),
        workspace);
  }

  private static Map<String, Object> caller(TestWorkspace workspace, int version) {
    return tool(
        "caller",
        "manifest",
        Map.of(
            "max_hops",
            1,
            "dependencies",
            List.of(Map.of("id", workspace.slug + "/node", "version", "v" + version))));
  }

  @Test
  void a_graph_beyond_reading_is_refused() {
    TestWorkspace workspace = TestWorkspace.create();
    TestTool.id(workspace, tool("node"));
    graph(UUID.fromString(workspace.workspaceId), 110, "b.version < a.version");
    workspace
        .asOwner()
        .body(caller(workspace, 110))
        .post("/agents")
        .then()
        .statusCode(400)
        .body("error.fields.field", contains("manifest.dependencies"))
        .body("error.fields[0].message", containsString("depend on fewer agents"));
  }

  @Test
  void a_long_chain_is_walked_to_its_end() {
    TestWorkspace workspace = TestWorkspace.create();
    TestTool.id(workspace, tool("node"));
    graph(UUID.fromString(workspace.workspaceId), 2_000, "b.version = a.version - 1");
    workspace
        .asOwner()
        .body(caller(workspace, 2_000))
        .post("/agents")
        .then()
        .statusCode(201)
        .body("data.warnings.message", contains(containsString("takes 2000 hops")));
  }
}
