package io.orchagent.calls;

import io.orchagent.calls.CallAdmission.Admitted;
import io.orchagent.calls.CallAdmission.Candidate;
import io.orchagent.calls.CallAdmission.Guard;
import io.orchagent.calls.CallAdmission.InTransaction;
import io.orchagent.calls.CallAdmission.Refused;
import io.orchagent.calls.CallAdmission.Unready;
import io.orchagent.calls.CallAdmission.Verdict;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.work.WorkItems;
import io.orchagent.workspaces.Plans;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs that schedules queue in one transaction. Each takes its unit of the quota as any queued call
 * does; what one transaction needs but once it does once: the question whether the counts still
 * hold, the look at how full the queue is, the rows.
 */
public final class FiredBatch {
  /** A queued call has no lease yet, so how long that would be does not matter. */
  private static final Duration NO_LEASE = Duration.ofDays(1);

  private final List<CallAdmission> admissions;
  private final RunRows runs;
  private final FiredRows rows;
  private final WorkItems items;
  private final Plans plans;
  private final List<Taken> taken = new ArrayList<>();
  private final Map<UUID, ApiException> refused = new HashMap<>();

  FiredBatch(
      List<CallAdmission> admissions, RunRows runs, FiredRows rows, WorkItems items, Plans plans) {
    this.admissions = admissions;
    this.runs = runs;
    this.rows = rows;
    this.items = items;
    this.plans = plans;
  }

  /**
   * A due instant of a schedule.
   *
   * @param input the agent's, a JSON object as text
   */
  public record Firing(UUID runId, ScheduledAgent agent, String input) {
    CallAdmission.@Nullable Price price() {
      return CallAdmission.Price.of(agent.release(), agent.workspaceId());
    }
  }

  private record Taken(Firing firing, Candidate candidate, Set<Guard> guards, List<Runnable> undo) {
    void giveBack() {
      undo.forEach(Runnable::run);
    }
  }

  /** Nothing of the transaction is kept; it is tried again after that. */
  static final class UnreadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Runnable preparation;

    UnreadyException(Runnable preparation) {
      super("not ready", null, false, false);
      this.preparation = preparation;
    }

    void prepare() {
      preparation.run();
    }
  }

  /**
   * Queues what may run.
   *
   * @return why the others may not, by the id that their run would have had
   */
  public Map<UUID, ApiException> queue(List<Firing> firings) {
    Instant now = runs.now();
    // By workspace, so that two of these at once come to the locks of several in the same order
    Map<UUID, List<Firing>> tenants = new TreeMap<>();
    firings.forEach(
        each ->
            tenants
                .computeIfAbsent(each.agent().workspaceId(), ignored -> new ArrayList<>())
                .add(each));
    tenants.values().forEach(group -> reserve(group, now));
    tenants.values().forEach(this::leaveOutWhatTheQueueHasNoRoomFor);
    List<Firing> admitted = taken.stream().map(Taken::firing).toList();
    if (!admitted.isEmpty()) {
      rows.insert(admitted, now);
      items.addAll(
          CallQueue.NAME,
          admitted.stream().map(Firing::runId).toList(),
          admitted.stream().map(each -> each.agent().workspaceId()).toList());
    }
    return Map.copyOf(refused);
  }

  private void reserve(List<Firing> group, Instant now) {
    Set<Guard> guards = new LinkedHashSet<>();
    @Nullable ApiException exhausted = null;
    for (Firing firing : group) {
      ApiException refusal = exhausted == null ? reserve(firing, now, guards) : exhausted;
      if (refusal != null) {
        refused.put(firing.runId(), refusal);
        // The day's end and a free place come for all of a workspace; a price is one agent's
        exhausted = refusal.retryable() ? refusal : null;
      }
    }
    if (!runs.hold(guards.stream().distinct().toList())) {
      throw new UnreadyException(() -> guards.forEach(guard -> guard.otherwise().run()));
    }
  }

  private @Nullable ApiException reserve(Firing firing, Instant now, Set<Guard> guards) {
    Candidate candidate = candidate(firing, now);
    Taken mine = new Taken(firing, candidate, guards, new ArrayList<>());
    for (CallAdmission admission : admissions) {
      Optional<ApiException> barred = admission.barred(firing.agent().workspaceId(), agent(firing));
      if (barred.isPresent()) {
        mine.giveBack();
        return barred.get();
      }
      Verdict verdict = admission.reserve(candidate);
      switch (verdict) {
        case Admitted(var quota, var guard, var undo) -> {
          mine.undo().add(undo);
          if (guard != null && guards.stream().noneMatch(known -> same(known, guard))) {
            guards.add(guard);
          }
        }
        case Refused(var refusal) -> {
          mine.giveBack();
          return refusal;
        }
        case Unready(var preparation) -> {
          mine.giveBack();
          throw new UnreadyException(preparation);
        }
        case InTransaction() -> throw new IllegalStateException("there is a transaction");
      }
    }
    taken.add(mine);
    return null;
  }

  private static boolean same(Guard one, Guard other) {
    return one.condition().equals(other.condition()) && one.values().equals(other.values());
  }

  private static String agent(Firing firing) {
    return firing.agent().release().org() + "/" + firing.agent().release().name();
  }

  private static Candidate candidate(Firing firing, Instant now) {
    return new Candidate(
        firing.runId(),
        firing.agent().workspaceId(),
        firing.agent().plan(),
        agent(firing),
        true,
        firing.price(),
        CallAdmission.Take.UNIT,
        now,
        now.plus(NO_LEASE),
        true);
  }

  private void leaveOutWhatTheQueueHasNoRoomFor(List<Firing> group) {
    ScheduledAgent any = group.getFirst().agent();
    OptionalLong limit = plans.of(any.workspaceId(), any.plan()).queuedCalls();
    List<Taken> own =
        taken.stream()
            .filter(each -> each.firing().agent().workspaceId().equals(any.workspaceId()))
            .toList();
    if (limit.isEmpty() || own.isEmpty()) {
      return;
    }
    long room = limit.getAsLong() - items.waitingExactly(CallQueue.NAME, any.workspaceId());
    for (Taken each : own.subList((int) Math.clamp(room, 0, own.size()), own.size())) {
      each.giveBack();
      taken.remove(each);
      refused.put(each.firing().runId(), CallErrors.queueFull(limit.getAsLong()));
    }
  }

  /** There will be no rows. */
  void undo() {
    taken.forEach(Taken::giveBack);
  }

  /** Nobody knows whether there are rows. */
  void doubt() {
    taken.forEach(each -> admissions.forEach(admission -> admission.doubt(each.candidate())));
  }

  boolean queuedAny() {
    return !taken.isEmpty();
  }
}
