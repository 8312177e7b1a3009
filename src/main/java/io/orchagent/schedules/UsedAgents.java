package io.orchagent.schedules;

import io.orchagent.agents.AgentUses;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Schedules end with their agent; restoring it does not enable them. */
@Singleton
class UsedAgents implements AgentUses {
  private final Sql sql;
  private final Disabling disabling;

  UsedAgents(Sql sql, Disabling disabling) {
    this.sql = sql;
    this.disabling = disabling;
  }

  @Override
  public Uses of(UUID workspace, List<UUID> versions) {
    long schedules =
        sql.first(
                """
                select count(*) as n from schedule where agent_id = any (?) and deleted_at is null
                """,
                row -> row.number("n"),
                (Object) versions.toArray(UUID[]::new))
            .orElseThrow();
    return new Uses(Math.toIntExact(schedules), 0, 0);
  }

  @Override
  public void removed(UUID workspace, List<UUID> versions) {
    disabling.ofVersions(workspace, versions, "its agent was deleted");
  }

  @Override
  public int transferred(UUID from, UUID to, List<UUID> versions) {
    return disabling.ofVersions(from, versions, "its agent moved to another workspace");
  }
}
