package io.orchagent.services;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.workspaces.members.WorkspaceContents;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** A workspace whose services run is not deleted; those that are paused are deleted with it. */
@Singleton
class DeletedWorkspaces implements WorkspaceContents {
  private final ServiceQueries queries;
  private final ServiceNews news;
  private final Sql sql;

  DeletedWorkspaces(ServiceQueries queries, ServiceNews news, Sql sql) {
    this.queries = queries;
    this.news = news;
    this.sql = sql;
  }

  @Override
  public void remove(UUID workspaceId) {
    List<HostedService> services = queries.lockAll(workspaceId, "true");
    long running = services.stream().filter(HostedService::wanted).count();
    // Told once more when it is deleted already: then nothing keeps it
    if (running > 0 && isLiving(workspaceId)) {
      throw ServiceErrors.runningServices((int) running);
    }
    for (HostedService service : services) {
      queries.delete(service.id());
      news.wake(service);
    }
  }

  private boolean isLiving(UUID workspace) {
    return sql.first("select from living_workspace where id = ?", row -> true, workspace)
        .isPresent();
  }
}
