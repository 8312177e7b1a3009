package io.orchagent.agents.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trees that are deeper and wider than anybody looks at. */
@QuarkusTest
class AgentTreeBoundsTest {
  @Inject Sql sql;

  private TestWorkspace owner;
  private TestTool root;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
    root = TestTool.python(owner, "print('{}')");
  }

  /** So many agents like the first one: to publish each would take a while. */
  private List<UUID> copies(int count) {
    return sql.list(
        """
        with named as (
          insert into agent_series
          select (jsonb_populate_record(s, jsonb_build_object(
            'name', 'part-' || md5(random()::text || n)))).*
          from agent_series s join agent a using (workspace_id, name)
          cross join generate_series(1, ?) n where a.id = ?::uuid
          returning workspace_id, name)
        insert into agent
        select (jsonb_populate_record(a, jsonb_build_object(
          'id', gen_random_uuid(), 'name', named.name))).*
        from agent a join named using (workspace_id) where a.id = ?::uuid
        returning id
        """,
        row -> row.id("id"),
        count,
        root.id,
        root.id);
  }

  private void depend(UUID from, List<UUID> on) {
    for (int i = 0; i < on.size(); i++) {
      sql.update(
          "insert into agent_dependency (agent_id, dependency_id, position) values (?, ?, ?)",
          from,
          on.get(i),
          i);
    }
  }

  private JsonPath tree() {
    return owner
        .asOwner()
        .get("/agents/" + root.org + "/" + root.name + "/v1/tree")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static String below(int depth) {
    return "data" + String.join("", Collections.nCopies(depth, ".dependencies[0]"));
  }

  @Test
  void the_thirty_second_level_is_the_last() {
    UUID above = UUID.fromString(root.id);
    for (UUID next : copies(40)) {
      depend(above, List.of(next));
      above = next;
    }
    JsonPath tree = tree();
    assertThat(tree.getString(below(31) + ".omitted")).isNull();
    assertThat(tree.getList(below(31) + ".dependencies")).hasSize(1);
    assertThat(tree.getString(below(32) + ".omitted")).isEqualTo("limit");
    assertThat(tree.getList(below(32) + ".dependencies")).isEmpty();
  }

  @Test
  void five_hundred_parts_are_the_most() {
    List<UUID> middle = copies(10);
    depend(UUID.fromString(root.id), middle);
    for (UUID part : middle) {
      depend(part, copies(50));
    }
    JsonPath tree = tree();
    List<String> omitted = tree.getList("data.dependencies.omitted");
    assertThat(omitted).hasSize(10).containsOnlyOnce("limit");
    assertThat(omitted.getLast()).isEqualTo("limit");
    assertThat(tree.getList("data.dependencies[8].dependencies")).hasSize(50);
    assertThat(tree.getList("data.dependencies[9].dependencies")).isEmpty();
  }
}
