package io.orchagent.schedules;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.workspaces.members.WorkspaceContents;
import jakarta.inject.Singleton;
import java.util.UUID;

/** The schedules of a workspace are deleted with it; their history goes when it is old. */
@Singleton
class DeletedWorkspaces implements WorkspaceContents {
  private final Sql sql;

  DeletedWorkspaces(Sql sql) {
    this.sql = sql;
  }

  @Override
  public void remove(UUID workspaceId) {
    sql.update(
        """
        update schedule set
          enabled = false, next_run_at = null, deleted_at = clock_timestamp(),
          updated_at = clock_timestamp()
        where workspace_id = ? and deleted_at is null
        """,
        workspaceId);
  }
}
