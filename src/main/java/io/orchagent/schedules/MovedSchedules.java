package io.orchagent.schedules;

import io.orchagent.agents.VersionPublished;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.tenancy.ChangeLog;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Schedules follow their agent to its newest version, unless they are pinned. */
@Singleton
class MovedSchedules implements VersionPublished {
  private final Sql sql;
  private final ScheduleEvents events;
  private final ChangeLog changes;

  MovedSchedules(Sql sql, ScheduleEvents events, ChangeLog changes) {
    this.sql = sql;
    this.events = events;
    this.changes = changes;
  }

  @Override
  public Moved moveTo(NewVersion version) {
    List<UUID> moved =
        sql.list(
            """
            update schedule s set
              agent_id = ?, agent_version = ?, updated_at = clock_timestamp()
            from living_workspace w
            where w.id = s.workspace_id and w.slug = s.agent_org
              and s.workspace_id = ? and s.agent_name = ?
              and s.enabled and not s.pin_version and s.agent_id <> ?
            returning s.id
            """,
            row -> row.id("id"),
            version.agentId(),
            Integer.parseInt(version.version().substring(1)),
            version.workspaceId(),
            version.name(),
            version.agentId());
    events.add(
        moved.stream()
            .map(
                id ->
                    new ScheduleEvents.Event(
                        version.workspaceId(),
                        id,
                        ScheduleEvents.VERSION_UPDATED,
                        null,
                        null,
                        version.version()))
            .toList());
    moved.forEach(
        id ->
            changes.record(
                version.workspaceId(), "schedule.version_updated", id + ": " + version.version()));
    return new Moved(moved.size(), 0);
  }
}
