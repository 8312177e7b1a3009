package io.orchagent.schedules;

import io.orchagent.agents.AgentUses;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.tenancy.ChangeLog;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * Schedules whose agent goes are disabled with an event, those of other workspaces too. Restoring
 * the agent does not enable them.
 */
@Singleton
class UsedAgents implements AgentUses {
  private final Sql sql;
  private final ScheduleEvents events;
  private final ChangeLog changes;

  UsedAgents(Sql sql, ScheduleEvents events, ChangeLog changes) {
    this.sql = sql;
    this.events = events;
    this.changes = changes;
  }

  @Override
  public Uses of(UUID workspace, List<UUID> versions) {
    long schedules =
        sql.first(
                """
                select count(*) as n from schedule where agent_id = any (?) and deleted_at is null
                """,
                row -> row.number("n"),
                (Object) ids(versions))
            .orElseThrow();
    return new Uses(Math.toIntExact(schedules), 0, 0);
  }

  @Override
  public void removed(UUID workspace, List<UUID> versions) {
    disable(workspace, versions, "its agent was deleted");
  }

  @Override
  public int transferred(UUID from, UUID to, List<UUID> versions) {
    return disable(from, versions, "its agent moved to another workspace");
  }

  private record Disabled(UUID workspace, UUID id) {}

  private int disable(UUID author, List<UUID> versions, String reason) {
    List<Disabled> disabled =
        sql.list(
            """
            update schedule s set
              enabled = false, next_run_at = null, updated_at = clock_timestamp()
            from (select id from schedule
                  where agent_id = any (?) and deleted_at is null and enabled
                  order by id for update) gone
            where s.id = gone.id
            returning s.workspace_id, s.id
            """,
            row -> new Disabled(row.id("workspace_id"), row.id("id")),
            (Object) ids(versions));
    events.add(
        disabled.stream()
            .map(
                one ->
                    new ScheduleEvents.Event(
                        one.workspace(), one.id(), ScheduleEvents.DISABLED, null, null, reason))
            .toList());
    // Who did it is nobody that the log of another workspace should name
    disabled.stream()
        .filter(one -> one.workspace().equals(author))
        .forEach(one -> changes.record(author, "schedule.disabled", one.id() + ": " + reason));
    return disabled.size();
  }

  private static UUID[] ids(List<UUID> versions) {
    return versions.toArray(UUID[]::new);
  }
}
