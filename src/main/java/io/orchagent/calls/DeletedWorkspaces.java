package io.orchagent.calls;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.workspaces.members.WorkspaceContents;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * The runs of a deleted workspace are cancelled. Those that others started of its agents go on to
 * their end: they are the callers'.
 */
@Singleton
class DeletedWorkspaces implements WorkspaceContents {
  private final Sql sql;
  private final RunCancellation cancellation;

  DeletedWorkspaces(Sql sql, RunCancellation cancellation) {
    this.sql = sql;
    this.cancellation = cancellation;
  }

  @Override
  public void removed(UUID workspaceId) {
    sql.list(
            "select id from run where workspace_id = ? and status in ('queued', 'running')",
            row -> row.id("id"),
            workspaceId)
        .forEach(run -> cancel(workspaceId, run));
  }

  private void cancel(UUID workspace, UUID run) {
    try {
      cancellation.cancel(workspace, run);
    } catch (ApiException e) {
      // It has ended by itself
    }
  }
}
