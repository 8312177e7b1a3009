package io.orchagent.services;

import io.orchagent.workspaces.members.WorkspaceContents;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** A workspace whose services run is not deleted; those that are paused are deleted with it. */
@Singleton
class DeletedWorkspaces implements WorkspaceContents {
  private final ServiceQueries queries;
  private final ServiceNews news;

  DeletedWorkspaces(ServiceQueries queries, ServiceNews news) {
    this.queries = queries;
    this.news = news;
  }

  @Override
  public void remove(UUID workspaceId) {
    List<HostedService> services = queries.lockAll(workspaceId, "true");
    long running = services.stream().filter(HostedService::wanted).count();
    if (running > 0) {
      throw ServiceErrors.runningServices((int) running);
    }
    for (HostedService service : services) {
      queries.delete(service.id());
      news.wake(service);
    }
  }
}
