package io.orchagent.agents;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.workspaces.members.WorkspaceContents;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** The agents of a workspace are deleted with it, their keys revoked; the purge takes the rest. */
@Singleton
class DeletedWorkspaces implements WorkspaceContents {
  private final Sql sql;
  private final Event<AgentChanged> changes;

  DeletedWorkspaces(Sql sql, Event<AgentChanged> changes) {
    this.sql = sql;
    this.changes = changes;
  }

  @Override
  public void remove(UUID workspaceId) {
    sql.update(
        "update agent_key set revoked_at = now() where workspace_id = ? and revoked_at is null",
        workspaceId);
    List<String> names =
        sql.list(
            """
            update agent set deleted_at = now(), updated_at = now()
            where workspace_id = ? and deleted_at is null returning name
            """,
            row -> row.text("name"),
            workspaceId);
    // Their series are locked one by one: everywhere in this order
    names.stream()
        .distinct()
        .sorted()
        .forEach(name -> changes.fire(new AgentChanged(workspaceId, name)));
  }
}
