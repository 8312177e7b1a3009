package io.orchagent.services;

import io.orchagent.agents.AgentUses;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * A running service keeps its version from going; one that is paused stays, and can't resume. Those
 * of other workspaces keep nothing from going: they are paused.
 */
@Singleton
class UsedAgents implements AgentUses {
  private final ServiceQueries queries;
  private final ServiceNews news;
  private final Sql sql;

  UsedAgents(ServiceQueries queries, ServiceNews news, Sql sql) {
    this.queries = queries;
    this.news = news;
    this.sql = sql;
  }

  @Override
  public Uses of(UUID workspace, List<UUID> versions) {
    return sql.first(
            """
            select count(*) as n, count(*) filter (
              where desired_state = 'running' and workspace_id = ?) as running
            from service
            where agent_id = any (?) and deleted_at is null
            """,
            row ->
                new Uses(
                    0, Math.toIntExact(row.number("n")), Math.toIntExact(row.number("running"))),
            workspace,
            versions.toArray(UUID[]::new))
        .orElseThrow();
  }

  @Override
  public void removed(UUID workspace, List<UUID> versions) {
    pause(versions, "its agent was deleted");
  }

  @Override
  public int transferred(UUID from, UUID to, List<UUID> versions) {
    pause(versions, "its agent moved to another workspace");
    return 0;
  }

  private void pause(List<UUID> versions, String why) {
    List<HostedService> running =
        sql.list(
            "select "
                + HostedService.COLUMNS
                + HostedService.FROM
                + " where s.agent_id = any (?) and s.deleted_at is null"
                + " and s.desired_state = 'running' order by s.id for no key update of s",
            HostedService::read,
            (Object) versions.toArray(UUID[]::new));
    for (HostedService service : running) {
      queries.pause(service.id(), false);
      news.happened(service, ServiceEvents.PAUSED, why);
    }
  }
}
