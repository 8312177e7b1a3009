package io.orchagent.schedules;

import io.orchagent.agents.Release;
import io.orchagent.calls.FiredBatch;
import io.orchagent.calls.FiredBatch.Firing;
import io.orchagent.calls.FiredCalls;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.ids.Ids;
import io.orchagent.schedules.DueQueries.Due;
import io.orchagent.schedules.DueQueries.Settled;
import io.orchagent.schedules.ScheduleEvents.Event;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns due instants into queued runs. */
@Singleton
class Firings {
  /** Of an outage's instants that many have an event of their own. */
  private static final int MISSED_TOLD = 100;

  private final DueQueries queries;
  private final ScheduleVersions versions;
  private final Disabling disabling;
  private final ScheduleEvents events;
  private final FiredCalls calls;
  private final SchedulesConfig config;

  Firings(
      DueQueries queries,
      ScheduleVersions versions,
      Disabling disabling,
      ScheduleEvents events,
      FiredCalls calls,
      SchedulesConfig config) {
    this.queries = queries;
    this.versions = versions;
    this.disabling = disabling;
    this.events = events;
    this.calls = calls;
    this.config = config;
  }

  /**
   * Takes some that are due and queues their runs.
   *
   * @return how many schedules were claimed; fewer than a batch when there are no more
   */
  int fire() {
    return calls.inOne(
        batch -> {
          List<Due> claimed = queries.claim(config.batch());
          if (!claimed.isEmpty()) {
            new Round(batch).settle(claimed);
          }
          return claimed.size();
        });
  }

  /** One transaction. */
  private final class Round {
    private final FiredBatch batch;
    private final List<Firing> firings = new ArrayList<>();
    private final Map<UUID, Instant> dueOf = new HashMap<>();
    private final Map<UUID, @Nullable Instant> next = new HashMap<>();
    private final List<Event> told = new ArrayList<>();

    private Round(FiredBatch batch) {
      this.batch = batch;
    }

    private void settle(List<Due> claimed) {
      claimed.forEach(this::look);
      Map<UUID, ApiException> refused = firings.isEmpty() ? Map.of() : batch.queue(firings);
      List<Settled> settled = new ArrayList<>();
      for (Firing firing : firings) {
        UUID schedule = firing.agent().scheduleId();
        ApiException refusal = refused.get(firing.runId());
        told.add(
            new Event(
                firing.agent().workspaceId(),
                schedule,
                refusal == null ? ScheduleEvents.TRIGGERED : ScheduleEvents.SKIPPED_QUOTA,
                refusal == null ? firing.runId() : null,
                dueOf.get(schedule),
                refusal == null ? "cron" : refusal.publicMessage()));
        settled.add(new Settled(schedule, next.remove(schedule), refusal == null));
      }
      next.forEach((schedule, instant) -> settled.add(new Settled(schedule, instant, false)));
      queries.settle(settled);
      events.add(told);
    }

    private void look(Due due) {
      Schedule schedule = due.schedule();
      Optional<DueInstants> instants = Times.of(schedule);
      Optional<Release> release = due.plan() == null ? Optional.empty() : versions.of(schedule);
      if (release.isEmpty() || instants.isEmpty()) {
        disabling.one(schedule, release.isEmpty() ? Disabling.AGENT_GONE : "its zone is not known");
        return;
      }
      next.put(schedule.id(), instants.get().after(due.now()).orElse(null));
      Instant newest = miss(due, instants.get());
      if (newest.isBefore(due.now().minus(config.misfireGrace()))) {
        tell(schedule, ScheduleEvents.MISSED, newest, "older than the grace");
      } else if (newest.equals(due.dueAt()) ? due.fresh() : queries.take(schedule.id(), newest)) {
        start(due, release.get(), String.valueOf(due.plan()), newest);
      }
    }

    private void start(Due due, Release release, String plan, Instant dueAt) {
      Schedule schedule = due.schedule();
      if (due.busy() && schedule.cron() != null && schedule.cron().overlap().equals("skip")) {
        tell(schedule, ScheduleEvents.SKIPPED_OVERLAP, dueAt, "its previous run is still going on");
        return;
      }
      firings.add(new Firing(Ids.newId(), schedule.agent(release, plan), schedule.input()));
      dueOf.put(schedule.id(), dueAt);
    }

    /** Notes all that are due but the newest, which is returned. */
    private Instant miss(Due due, DueInstants instants) {
      List<Instant> latest = instants.latest(due.dueAt(), due.now(), MISSED_TOLD + 1);
      if (!latest.getFirst().equals(due.dueAt())) {
        tell(
            due.schedule(),
            ScheduleEvents.MISSED,
            due.dueAt(),
            "this due instant and all after it, up to those that are listed beside");
      }
      latest
          .subList(0, latest.size() - 1)
          .forEach(instant -> tell(due.schedule(), ScheduleEvents.MISSED, instant, null));
      return latest.getLast();
    }

    private void tell(
        Schedule schedule, String type, @Nullable Instant dueAt, @Nullable String message) {
      told.add(new Event(schedule.workspaceId(), schedule.id(), type, null, dueAt, message));
    }
  }
}
