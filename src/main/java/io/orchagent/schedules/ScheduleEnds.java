package io.orchagent.schedules;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orchagent.calls.RunFinished;
import io.orchagent.platform.tenancy.ChangeLog;
import io.orchagent.schedules.StreakQueries.Streak;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * What the end of a run does to its schedule. A success ends a streak of failures; what was
 * cancelled neither counts in one nor ends it.
 */
@Singleton
class ScheduleEnds implements RunFinished {
  private final StreakQueries queries;
  private final ScheduleEvents events;
  private final AlertQueries alerts;
  private final ChangeLog changes;

  ScheduleEnds(
      StreakQueries queries, ScheduleEvents events, AlertQueries alerts, ChangeLog changes) {
    this.queries = queries;
    this.events = events;
    this.alerts = alerts;
    this.changes = changes;
  }

  @Override
  public void finished(List<Finished> runs) {
    runs.forEach(
        run ->
            queries
                .lock(run.scheduleId())
                .filter(streak -> !run.runId().equals(streak.lastEnded()))
                .ifPresent(streak -> count(run, streak)));
  }

  @Override
  public void ending(UUID schedule) {
    queries.lock(schedule);
  }

  private void count(Finished run, Streak was) {
    int failures =
        switch (run.status()) {
          case "completed" -> 0;
          case "cancelled" -> was.failures();
          default -> was.failures() + 1;
        };
    boolean failed = failures > was.failures();
    boolean disables = failed && was.enabled() && failures >= was.alerting().maxFailures();
    queries.ended(run, failures, disables);
    if (!failed) {
      return;
    }
    UUID schedule = run.scheduleId();
    String error = run.errorCode() + ": " + run.errorMessage();
    events.add(
        new ScheduleEvents.Event(
            run.workspaceId(), schedule, ScheduleEvents.FAILED, run.runId(), null, error));
    alert(run, was, failures, disables, error);
    if (disables) {
      String reason = failures + " failures in a row";
      events.add(run.workspaceId(), schedule, ScheduleEvents.AUTO_DISABLED, reason);
      changes.record(run.workspaceId(), "schedule.auto_disabled", schedule + ": " + reason);
    }
  }

  /** It is sent when this has committed. */
  private void alert(Finished run, Streak was, int failures, boolean disables, String error) {
    String url = was.alerting().url();
    if (url == null || (!disables && failures != was.alerting().onFailures())) {
      return;
    }
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("event", "schedule.failure_streak")
            .put("schedule_id", run.scheduleId().toString())
            .put("workspace_id", run.workspaceId().toString())
            .put("agent_name", was.agentName())
            .put("consecutive_failures", failures)
            .put("threshold", disables ? was.alerting().maxFailures() : failures)
            .put("auto_disabled", disables)
            .put("last_error", error)
            .toString();
    alerts.add(run.workspaceId(), run.scheduleId(), url, body);
  }
}
