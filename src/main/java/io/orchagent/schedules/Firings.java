package io.orchagent.schedules;

import io.orchagent.agents.Release;
import io.orchagent.calls.FiredBatch;
import io.orchagent.calls.FiredBatch.Firing;
import io.orchagent.calls.FiredCalls;
import io.orchagent.calls.ScheduledAgent;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.ids.Ids;
import io.orchagent.schedules.DueQueries.Due;
import io.orchagent.schedules.DueQueries.Settled;
import io.orchagent.schedules.ScheduleEvents.Event;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Turns due instants into queued runs. */
@Singleton
class Firings {
  /** Of an outage's instants that many have an event of their own. */
  private static final int MISSED_TOLD = 100;

  /** A schedule that can't be fired is left to other servers, and to better times. */
  private static final Duration LEFT_ALONE = Duration.ofSeconds(30);

  private static final Logger LOG = Logger.getLogger(Firings.class);

  private final DueQueries queries;
  private final ScheduleVersions versions;
  private final Disabling disabling;
  private final ScheduleEvents events;
  private final FiredCalls calls;
  private final SchedulesConfig config;
  private final Clock clock;
  private final Map<UUID, Instant> failing = new ConcurrentHashMap<>();

  Firings(
      DueQueries queries,
      ScheduleVersions versions,
      Disabling disabling,
      ScheduleEvents events,
      FiredCalls calls,
      SchedulesConfig config,
      Clock clock) {
    this.queries = queries;
    this.versions = versions;
    this.disabling = disabling;
    this.events = events;
    this.calls = calls;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Takes some that are due and queues their runs. A schedule that can't be taken does not keep the
   * others: after a failure each is taken by itself, and one that fails alone is left for a while.
   *
   * @return what was taken; fewer schedules than a batch when there are no more
   */
  Fired fire() {
    Instant now = clock.instant();
    failing.values().removeIf(until -> until.isBefore(now));
    List<UUID> claimed = new ArrayList<>();
    List<Duration> late = new ArrayList<>();
    try {
      late.addAll(fire(() -> queries.claim(config.batch(), failing.keySet()), claimed));
    } catch (RuntimeException e) {
      if (claimed.isEmpty()) {
        throw e;
      }
      LOG.debugf(e, "%d schedules did not fire together", claimed.size());
      List.copyOf(claimed).forEach(schedule -> late.addAll(fireAlone(schedule)));
    }
    return new Fired(claimed.size(), late);
  }

  private List<Duration> fireAlone(UUID schedule) {
    List<UUID> claimed = new ArrayList<>();
    try {
      return fire(() -> queries.claimOne(schedule), claimed);
    } catch (RuntimeException e) {
      if (claimed.isEmpty()) {
        // The database can't even be asked: it is not about this one
        throw e;
      }
      failing.put(schedule, clock.instant().plus(LEFT_ALONE));
      LOG.warnf(
          "schedule %s could not be fired and is tried again in %d s: %s",
          schedule, LEFT_ALONE.toSeconds(), e.getMessage());
      return List.of();
    }
  }

  /** In one transaction, which may be tried more than once. How late the queued runs were. */
  private List<Duration> fire(Supplier<List<Due>> claim, List<UUID> claimed) {
    List<Duration> late = new ArrayList<>();
    calls.inOne(
        batch -> {
          List<Due> due = claim.get();
          claimed.clear();
          late.clear();
          due.forEach(each -> claimed.add(each.schedule().id()));
          if (!due.isEmpty()) {
            late.addAll(new Round(batch).settle(due));
          }
          return due.size();
        });
    return late;
  }

  /**
   * What came of one try.
   *
   * @param claimed schedules
   * @param late how long after its instant each run was queued
   */
  record Fired(int claimed, List<Duration> late) {}

  /**
   * A schedule whose run may be queued.
   *
   * @param fresh whether its instant was taken when it was claimed
   */
  private record Ready(Due due, Release release, Instant dueAt, boolean fresh) {}

  /** One transaction. */
  private final class Round {
    private final FiredBatch batch;
    private final List<Ready> ready = new ArrayList<>();

    /** Instants that are not those by which the schedules were claimed. */
    private final Map<UUID, Instant> newer = new HashMap<>();

    private final List<Firing> firings = new ArrayList<>();
    private final Map<UUID, Instant> dueOf = new HashMap<>();
    private final Map<UUID, @Nullable Instant> next = new HashMap<>();
    private final List<Event> told = new ArrayList<>();

    private Round(FiredBatch batch) {
      this.batch = batch;
    }

    private List<Duration> settle(List<Due> claimed) {
      claimed.forEach(this::look);
      Set<UUID> fresh = queries.take(newer);
      ready.stream()
          .filter(each -> each.fresh() || fresh.contains(each.due().schedule().id()))
          .forEach(this::start);
      Map<UUID, ApiException> refused = firings.isEmpty() ? Map.of() : batch.queue(firings);
      List<Settled> settled = new ArrayList<>();
      List<Duration> late = new ArrayList<>();
      Instant now = claimed.getFirst().now();
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
        if (refusal == null) {
          late.add(Duration.between(dueOf.get(schedule), now));
        }
      }
      next.forEach((schedule, instant) -> settled.add(new Settled(schedule, instant, false)));
      queries.settle(settled);
      events.add(told);
      return late;
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
        return;
      }
      boolean first = newest.equals(due.dueAt());
      if (!first) {
        newer.put(schedule.id(), newest);
      }
      ready.add(new Ready(due, release.get(), newest, first && due.fresh()));
    }

    private void start(Ready ready) {
      Due due = ready.due();
      Schedule schedule = due.schedule();
      if (due.busy() && schedule.cron() != null && schedule.cron().overlap().equals("skip")) {
        String why = "its previous run is still going on";
        tell(schedule, ScheduleEvents.SKIPPED_OVERLAP, ready.dueAt(), why);
        return;
      }
      ScheduledAgent agent = schedule.agent(ready.release(), String.valueOf(due.plan()));
      firings.add(new Firing(Ids.newId(), agent, schedule.input()));
      dueOf.put(schedule.id(), ready.dueAt());
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
