package io.orchagent.schedules;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.tenancy.ChangeLog;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Disables schedules that can run nothing any more, and says so; in the caller's transaction. */
@Singleton
class Disabling {
  static final String AGENT_GONE = "its agent is gone";

  private final Sql sql;
  private final ScheduleEvents events;
  private final ChangeLog changes;

  Disabling(Sql sql, ScheduleEvents events, ChangeLog changes) {
    this.sql = sql;
    this.events = events;
    this.changes = changes;
  }

  private record Disabled(UUID workspace, UUID id) {}

  private static final String DISABLE =
      """
      update schedule s set
        enabled = false, next_run_at = null, updated_at = clock_timestamp()
      from (select id from schedule
            where %s and deleted_at is null and enabled order by id for update) gone
      where s.id = gone.id
      returning s.workspace_id, s.id
      """;

  private static final String ONE = DISABLE.formatted("id = ?");
  private static final String OF_VERSIONS = DISABLE.formatted("agent_id = any (?)");

  /** One that is found to run nothing. */
  void one(Schedule schedule, String reason) {
    tell(disabled(ONE, schedule.id()), schedule.workspaceId(), reason);
  }

  /**
   * All that run these versions, in other workspaces too.
   *
   * @param author the workspace of the versions; the audit logs of others do not name its people
   * @return how many
   */
  int ofVersions(UUID author, List<UUID> versions, String reason) {
    List<Disabled> disabled = disabled(OF_VERSIONS, (Object) versions.toArray(UUID[]::new));
    tell(disabled, author, reason);
    return disabled.size();
  }

  private List<Disabled> disabled(String statement, Object which) {
    return sql.list(statement, row -> new Disabled(row.id("workspace_id"), row.id("id")), which);
  }

  private void tell(List<Disabled> disabled, UUID audited, String reason) {
    events.add(
        disabled.stream()
            .map(
                one ->
                    new ScheduleEvents.Event(
                        one.workspace(), one.id(), ScheduleEvents.DISABLED, null, null, reason))
            .toList());
    disabled.stream()
        .filter(one -> one.workspace().equals(audited))
        .forEach(one -> changes.record(audited, "schedule.disabled", one.id() + ": " + reason));
  }
}
