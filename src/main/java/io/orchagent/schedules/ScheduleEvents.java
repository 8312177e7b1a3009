package io.orchagent.schedules;

import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened to schedules, written in the transaction of the change. */
@Singleton
class ScheduleEvents {
  static final String CREATED = "created";
  static final String UPDATED = "updated";
  static final String VERSION_UPDATED = "version_updated";
  static final String TRIGGERED = "triggered";
  static final String MISSED = "missed";
  static final String SKIPPED_OVERLAP = "skipped_overlap";
  static final String SKIPPED_QUOTA = "skipped_quota";
  static final String FAILED = "failed";
  static final String ALERT_SENT = "alert_sent";
  static final String AUTO_DISABLED = "auto_disabled";
  static final String ENABLED = "enabled";
  static final String DISABLED = "disabled";

  private final Sql sql;

  ScheduleEvents(Sql sql) {
    this.sql = sql;
  }

  /**
   * An event to be written.
   *
   * @param runId the run that it is about
   * @param dueAt the due instant that it is about
   */
  record Event(
      UUID workspaceId,
      UUID scheduleId,
      String type,
      @Nullable UUID runId,
      @Nullable Instant dueAt,
      @Nullable String message) {}

  void add(UUID workspace, UUID schedule, String type, @Nullable String message) {
    add(new Event(workspace, schedule, type, null, null, message));
  }

  void add(Event event) {
    add(List.of(event));
  }

  void add(List<Event> events) {
    if (events.isEmpty()) {
      return;
    }
    sql.update(
        """
        insert into schedule_event
          (id, workspace_id, schedule_id, type, run_id, due_at, message)
        select * from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::uuid[],
                             ?::timestamptz[], ?::text[])
        """,
        events.stream().map(ignored -> Ids.newId()).toArray(UUID[]::new),
        events.stream().map(Event::workspaceId).toArray(UUID[]::new),
        events.stream().map(Event::scheduleId).toArray(UUID[]::new),
        events.stream().map(Event::type).toArray(String[]::new),
        events.stream().map(Event::runId).toArray(UUID[]::new),
        events.stream()
            .map(event -> event.dueAt() == null ? null : event.dueAt().toString())
            .toArray(String[]::new),
        events.stream().map(Event::message).toArray(String[]::new));
  }

  /** Newest first. */
  List<ScheduleApi.EventView> list(UUID schedule, PageRequest page) {
    return sql.list(
        """
        select id, type, run_id, due_at, message, created_at from schedule_event
        where schedule_id = ? order by id desc limit ? offset ?
        """,
        row ->
            new ScheduleApi.EventView(
                row.id("id"),
                row.text("type"),
                row.optionalId("run_id"),
                row.optionalInstant("due_at"),
                row.optionalText("message"),
                row.instant("created_at")),
        schedule,
        page.limit(),
        page.offset());
  }

  long count(UUID schedule) {
    return sql.first(
            "select count(*) as n from schedule_event where schedule_id = ?",
            row -> row.number("n"),
            schedule)
        .orElseThrow();
  }

  /** Deletes some that are older than that; how many. */
  int purge(Instant before, int many) {
    return sql.update(
        """
        delete from schedule_event where id in (
          select id from schedule_event where created_at < ? order by created_at limit ?
          for update skip locked)
        """,
        before,
        many);
  }

  int purgeFirings(Instant before, int many) {
    return sql.update(
        """
        delete from schedule_firing where (schedule_id, due_at) in (
          select schedule_id, due_at from schedule_firing where due_at < ?
          order by due_at limit ? for update skip locked)
        """,
        before,
        many);
  }
}
