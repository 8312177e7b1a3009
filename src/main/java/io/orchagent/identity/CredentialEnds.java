package io.orchagent.identity;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.workspaces.members.WorkspaceContents;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Keys and sessions that end with what they are for. */
@Singleton
class CredentialEnds implements WorkspaceContents {
  private final Sql sql;

  CredentialEnds(Sql sql) {
    this.sql = sql;
  }

  @Override
  public void remove(UUID workspaceId) {
    sql.update(
        "update api_key set revoked_at = now() where workspace_id = ? and revoked_at is null",
        workspaceId);
  }

  @Override
  public void left(UUID workspaceId, UUID userId) {
    sql.update(
        """
        update api_key set revoked_at = now()
        where workspace_id = ? and user_id = ? and revoked_at is null
        """,
        workspaceId,
        userId);
  }

  /** Whatever a person had to prove to be one; sessions with the addresses of their clients. */
  void deleteAll(UUID userId) {
    sql.update("delete from password_reset where user_id = ?", userId);
    sql.update("delete from login_session where user_id = ?", userId);
    sql.update("delete from api_key where user_id = ?", userId);
  }
}
