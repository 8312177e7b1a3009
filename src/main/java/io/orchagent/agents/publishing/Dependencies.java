package io.orchagent.agents.publishing;

import io.orchagent.agents.publishing.DependencyGraph.Edge;
import io.orchagent.agents.publishing.DependencyGraph.Node;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Which version calls which, as rows. */
@Singleton
class Dependencies {
  private static final int MAX_EDGES = 5_000;

  private final Sql sql;

  Dependencies(Sql sql) {
    this.sql = sql;
  }

  /** What lies below these versions, deleted ones too: they may be restored. */
  DependencyGraph below(List<UUID> versions) {
    List<Edge> edges =
        sql.list(
            """
            with recursive edge (parent, child) as (
              select null::uuid, id from unnest(?::uuid[]) id
              union
              select d.agent_id, d.dependency_id
              from edge join agent_dependency d on d.agent_id = edge.child
            )
            select e.parent, e.child, a.workspace_id, a.name
            from (select parent, child from edge limit ?) e join agent a on a.id = e.child
            """,
            row ->
                new Edge(
                    row.optionalId("parent"),
                    new Node(row.id("child"), row.id("workspace_id"), row.text("name"))),
            versions.toArray(UUID[]::new),
            MAX_EDGES + 1);
    return DependencyGraph.of(edges, edges.size() <= MAX_EDGES);
  }

  /**
   * Keeps what a new version calls, in the transaction that stores it.
   *
   * @return false when one of them was deleted meanwhile
   */
  boolean link(UUID version, List<UUID> dependencies) {
    int linked =
        sql.update(
            """
            insert into agent_dependency (agent_id, dependency_id, position)
            select ?, a.id, listed.position
            from unnest(?::uuid[]) with ordinality listed (id, position)
            join agent a on a.id = listed.id and a.deleted_at is null
            """,
            version,
            dependencies.toArray(UUID[]::new));
    return linked == dependencies.size();
  }
}
