package io.orchagent.services;

import io.orchagent.agents.Release;
import io.orchagent.agents.Series;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/** Restarting, pausing and resuming services, and moving them to other versions. */
@ApplicationScoped
public class ServiceControl {
  private final ServiceQueries queries;
  private final ServiceNews news;
  private final ServiceVersions versions;
  private final ServiceLimits limits;
  private final Services services;
  private final Series series;

  ServiceControl(
      ServiceQueries queries,
      ServiceNews news,
      ServiceVersions versions,
      ServiceLimits limits,
      Services services,
      Series series) {
    this.queries = queries;
    this.news = news;
    this.versions = versions;
    this.limits = limits;
    this.services = services;
    this.series = series;
  }

  /** New instances in place of those that run; failures are forgotten. */
  @Transactional
  ServiceApi.View restart(UUID workspace, UUID id) {
    HostedService service = locked(workspace, id);
    if (!service.wanted()) {
      throw ServiceErrors.paused();
    }
    queries.restart(id);
    news.audited(service, ServiceEvents.RESTARTED, null);
    return services.get(workspace, id);
  }

  @Transactional
  ServiceApi.View pause(UUID workspace, UUID id) {
    HostedService service = locked(workspace, id);
    if (service.wanted()) {
      queries.pause(id, false);
      news.audited(service, ServiceEvents.PAUSED, null);
    }
    return services.get(workspace, id);
  }

  @Transactional
  ServiceApi.View resume(UUID workspace, UUID id) {
    HostedService service = locked(workspace, id);
    if (!service.wanted()) {
      Release release = versions.needed(service);
      versions.secrets(workspace, release, service.settings().secretNames());
      limits.budget(workspace, service.agentOrg() + "/" + service.agentName());
      queries.resume(id);
      news.audited(service, ServiceEvents.RESUMED, null);
    }
    return services.get(workspace, id);
  }

  /** To the newest version that can run; nothing changes when it has it already. */
  @Transactional
  ServiceApi.View updateVersion(UUID workspace, UUID id) {
    HostedService seen =
        queries
            .find(workspace, id)
            .filter(service -> service.deletedAt() == null)
            .orElseThrow(ServiceErrors::notFound);
    // Whoever publishes holds the series too: of both the newer version wins
    series.lock(workspace, seen.agentName());
    HostedService service = locked(workspace, id);
    Release newest = versions.newest(service);
    if (!newest.id().equals(service.agentId())) {
      versions.secrets(workspace, newest, service.settings().secretNames());
      queries.move(id, newest.id(), newest.version());
      news.audited(service, ServiceEvents.VERSION_UPDATED, newest.versionName());
    }
    return services.get(workspace, id);
  }

  private HostedService locked(UUID workspace, UUID id) {
    return queries.lock(workspace, id).orElseThrow(ServiceErrors::notFound);
  }

  /**
   * Pauses what a budget no longer pays for.
   *
   * @param agent org/name; empty for all of the workspace
   * @return how many were paused
   */
  @Transactional
  public int pauseForBudget(UUID workspace, String agent) {
    List<HostedService> running =
        queries.lockAll(
            workspace,
            "s.desired_state = 'running' and (? = '' or s.agent_org || '/' || s.agent_name = ?)",
            agent,
            agent);
    for (HostedService service : running) {
      queries.pause(service.id(), false);
      news.happened(service, ServiceEvents.BUDGET_PAUSED, "the hard limit of a budget is reached");
    }
    return running.size();
  }
}
