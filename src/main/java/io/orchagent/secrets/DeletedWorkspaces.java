package io.orchagent.secrets;

import io.orchagent.workspaces.members.WorkspaceContents;
import jakarta.inject.Singleton;
import java.util.UUID;

/** The secrets of a workspace go with it. */
@Singleton
class DeletedWorkspaces implements WorkspaceContents {
  private final SecretQueries queries;
  private final ServerSecrets server;

  DeletedWorkspaces(SecretQueries queries, ServerSecrets server) {
    this.queries = queries;
    this.server = server;
  }

  @Override
  public void remove(UUID workspaceId) {
    queries.deleteAll(workspaceId);
  }

  @Override
  public void removed(UUID workspaceId) {
    server.forget(workspaceId);
  }
}
