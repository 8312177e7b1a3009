package io.orchagent.schedules;

import com.fasterxml.jackson.databind.util.RawValue;
import io.orchagent.calls.ScheduledAgent;
import io.orchagent.calls.ScheduledCalls;
import io.orchagent.platform.http.QuotaView;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.ChangeLog;
import io.orchagent.workspaces.Workspaces;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs of schedules that somebody asks for, by hand or by a webhook. */
@ApplicationScoped
public class Triggers {
  private final ScheduleQueries queries;
  private final ScheduleEvents events;
  private final ScheduleVersions versions;
  private final ScheduledCalls calls;
  private final Workspaces workspaces;
  private final CurrentCaller caller;
  private final ChangeLog changes;

  Triggers(
      ScheduleQueries queries,
      ScheduleEvents events,
      ScheduleVersions versions,
      ScheduledCalls calls,
      Workspaces workspaces,
      CurrentCaller caller,
      ChangeLog changes) {
    this.queries = queries;
    this.events = events;
    this.versions = versions;
    this.calls = calls;
    this.workspaces = workspaces;
    this.caller = caller;
    this.changes = changes;
  }

  /**
   * How it is asked for.
   *
   * @param key an Idempotency-Key
   * @param respondAsync whether nobody waits for the end
   */
  record Wish(Optional<String> key, boolean respondAsync) {}

  /**
   * By hand; also of one that is disabled, which is how it is tried out.
   *
   * @param input JSON text of the input of this run; null for the schedule's own
   */
  ScheduleApi.Triggered manually(
      Principal person, UUID id, @Nullable String input, Wish wish, RequestContext request) {
    Schedule schedule =
        queries.find(person.workspaceId(), id).orElseThrow(ScheduleErrors::notFound);
    byte[] given = bytes(input == null ? schedule.input() : input);
    UUID run = request.id();
    Runnable whenClaimed =
        () -> {
          started(schedule, run, wish, "manual");
          changes.record(schedule.workspaceId(), "schedule.triggered", id + " as run " + run);
        };
    ScheduledCalls.Asked asked =
        new ScheduledCalls.Asked(
            "manual",
            given,
            bytes(input == null ? "{}" : input),
            wish.key(),
            wish.respondAsync(),
            caller.takeQuota(),
            whenClaimed);
    ScheduledCalls.Told told = calls.call(agent(schedule, person.membership().plan()), asked);
    told.quota().ifPresent(caller::quota);
    return answer(told);
  }

  /**
   * By a webhook whose secret was right.
   *
   * @param input the agent's
   * @param received as it was sent
   */
  ScheduleApi.Triggered byWebhook(
      Schedule schedule, byte[] input, byte[] received, Wish wish, RequestContext request) {
    UUID run = request.id();
    ScheduledCalls.Asked asked =
        new ScheduledCalls.Asked(
            "webhook",
            input,
            received,
            wish.key(),
            wish.respondAsync(),
            Optional.<QuotaView.Quota>empty(),
            () -> started(schedule, run, wish, "webhook"));
    String plan = workspaces.ref(schedule.workspaceId()).plan();
    return answer(calls.call(agent(schedule, plan), asked));
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private void started(Schedule schedule, UUID run, Wish wish, String by) {
    queries.runs(schedule.id(), wish.respondAsync() ? "queued" : "running");
    events.add(
        new ScheduleEvents.Event(
            schedule.workspaceId(), schedule.id(), ScheduleEvents.TRIGGERED, run, null, by));
  }

  private ScheduledAgent agent(Schedule schedule, String plan) {
    return schedule.agent(versions.needed(schedule), plan);
  }

  private static ScheduleApi.Triggered answer(ScheduledCalls.Told told) {
    return new ScheduleApi.Triggered(
        told.runId(),
        told.status(),
        told.durationMs(),
        told.output() == null ? null : new RawValue(told.output()),
        told.error(),
        told.deduplicated());
  }
}
