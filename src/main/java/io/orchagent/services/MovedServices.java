package io.orchagent.services;

import io.orchagent.agents.VersionPublished;
import jakarta.inject.Singleton;
import java.util.List;

/** Services follow their agent to its newest version, unless they are told not to. */
@Singleton
class MovedServices implements VersionPublished {
  private final ServiceQueries queries;
  private final ServiceNews news;

  MovedServices(ServiceQueries queries, ServiceNews news) {
    this.queries = queries;
    this.news = news;
  }

  @Override
  public Moved moveTo(NewVersion version) {
    if (!version.hasCode()) {
      return Moved.NOTHING;
    }
    List<HostedService> following =
        queries.lockAll(
            version.workspaceId(),
            "s.auto_update and s.agent_name = ? and s.agent_org = w.slug and s.agent_id <> ?",
            version.name(),
            version.agentId());
    for (HostedService service : following) {
      queries.move(
          service.id(), version.agentId(), Integer.parseInt(version.version().substring(1)));
      news.audited(service, ServiceEvents.VERSION_UPDATED, version.version());
    }
    return new Moved(0, following.size());
  }
}
