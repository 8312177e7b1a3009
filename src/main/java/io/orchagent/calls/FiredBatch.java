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
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs that schedules queue in one transaction. Each takes its unit of the quota as any queued call
 * does, and each may be refused; but what is asked and what is written is asked and written for all
 * of them together.
 */
public final class FiredBatch {
  /** A queued call has no lease yet, so how long that would be does not matter. */
  private static final Duration NO_LEASE = Duration.ofDays(1);

  private final List<CallAdmission> admissions;
  private final RunRows runs;
  private final FiredRows rows;
  private final WorkItems items;
  private final Plans plans;

  /** Whether the queues are locked before anything is written. */
  private final boolean strict;

  /** By workspace: two of these at once come to the locks of several in the same order. */
  private final List<Taken> taken = new ArrayList<>();

  private final Map<UUID, ApiException> refused = new HashMap<>();

  FiredBatch(
      List<CallAdmission> admissions,
      RunRows runs,
      FiredRows rows,
      WorkItems items,
      Plans plans,
      boolean strict) {
    this.admissions = admissions;
    this.runs = runs;
    this.rows = rows;
    this.items = items;
    this.plans = plans;
    this.strict = strict;
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

    private UUID workspace() {
      return agent.workspaceId();
    }
  }

  private record Taken(Firing firing, Candidate candidate, List<Runnable> undo) {
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

  /** A queue has got too full since it was looked at: the next attempt locks it first. */
  static final class CrowdedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CrowdedException() {
      super("no room any more", null, false, false);
    }
  }

  /**
   * Queues what may run. Once in a transaction.
   *
   * @return why the others may not, by the id that their run would have had
   */
  public Map<UUID, ApiException> queue(List<Firing> firings) {
    Instant now = runs.now();
    firings.stream()
        .sorted(Comparator.comparing(Firing::workspace))
        .forEach(each -> taken.add(new Taken(each, candidate(each, now), new ArrayList<>())));
    leaveOutBarred();
    Set<Guard> guards = Collections.newSetFromMap(new IdentityHashMap<>());
    admissions.forEach(admission -> ask(admission, guards));
    if (!runs.hold(List.copyOf(guards))) {
      throw new UnreadyException(() -> guards.forEach(guard -> guard.otherwise().run()));
    }
    leaveOutWhatTheQueuesHaveNoRoomFor();
    if (!taken.isEmpty()) {
      rows.insert(taken.stream().map(Taken::firing).toList(), now);
    }
    return Map.copyOf(refused);
  }

  private void leaveOutBarred() {
    for (Taken each : taken) {
      for (CallAdmission admission : admissions) {
        admission
            .barred(each.firing().workspace(), agent(each.firing()))
            .ifPresent(refusal -> refused.putIfAbsent(each.firing().runId(), refusal));
      }
    }
    leaveOutRefused();
  }

  private void ask(CallAdmission admission, Set<Guard> guards) {
    List<Taken> asked = List.copyOf(taken);
    if (asked.isEmpty()) {
      return;
    }
    List<Verdict> verdicts = admission.reserveAll(asked.stream().map(Taken::candidate).toList());
    Set<Runnable> preparations = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < asked.size(); i++) {
      Taken mine = asked.get(i);
      switch (verdicts.get(i)) {
        case Admitted(var quota, var guard, var undo) -> {
          mine.undo().add(undo);
          if (guard != null) {
            guards.add(guard);
          }
        }
        case Refused(var refusal) -> refused.put(mine.firing().runId(), refusal);
        case Unready(var preparation) -> preparations.add(preparation);
        case InTransaction() -> throw new IllegalStateException("there is a transaction");
      }
    }
    if (!preparations.isEmpty()) {
      throw new UnreadyException(() -> preparations.forEach(Runnable::run));
    }
    leaveOutRefused();
  }

  private void leaveOutRefused() {
    List<Taken> out =
        taken.stream().filter(each -> refused.containsKey(each.firing().runId())).toList();
    out.forEach(Taken::giveBack);
    taken.removeIf(each -> refused.containsKey(each.firing().runId()));
  }

  private static String agent(Firing firing) {
    return firing.agent().release().org() + "/" + firing.agent().release().name();
  }

  private static Candidate candidate(Firing firing, Instant now) {
    return new Candidate(
        firing.runId(),
        firing.workspace(),
        firing.agent().plan(),
        agent(firing),
        true,
        firing.price(),
        CallAdmission.Take.UNIT,
        now,
        now.plus(NO_LEASE),
        true);
  }

  /** The runs of each workspace whose queue is limited, in the order of locks. */
  private Map<UUID, List<Taken>> limited() {
    Map<UUID, List<Taken>> groups = new TreeMap<>();
    for (Taken each : taken) {
      if (limit(each).isPresent()) {
        groups.computeIfAbsent(each.firing().workspace(), any -> new ArrayList<>()).add(each);
      }
    }
    return groups;
  }

  private OptionalLong limit(Taken run) {
    return plans.of(run.firing().workspace(), run.firing().agent().plan()).queuedCalls();
  }

  private void leaveOutWhatTheQueuesHaveNoRoomFor() {
    Map<UUID, List<Taken>> groups = limited();
    List<UUID> workspaces = List.copyOf(groups.keySet());
    Map<UUID, Long> waiting =
        strict
            ? items.waitingExactly(CallQueue.NAME, workspaces)
            : items.waiting(CallQueue.NAME, workspaces);
    groups.forEach(
        (workspace, own) -> {
          long limit = limit(own.getFirst()).orElseThrow();
          long room = limit - waiting.get(workspace);
          own.stream()
              .skip(Math.clamp(room, 0, own.size()))
              .forEach(each -> refused.put(each.firing().runId(), CallErrors.queueFull(limit)));
        });
    leaveOutRefused();
  }

  /**
   * The last step before the commit: from here on others who queue calls of these workspaces wait.
   * What there was room for a moment ago may find none any more.
   */
  void enqueue() {
    if (taken.isEmpty()) {
      return;
    }
    if (!strict) {
      checkRooms();
    }
    items.addAll(
        CallQueue.NAME,
        taken.stream().map(each -> each.firing().runId()).toList(),
        taken.stream().map(each -> each.firing().workspace()).toList());
  }

  private void checkRooms() {
    Map<UUID, List<Taken>> groups = limited();
    Map<UUID, Long> waiting = items.waitingExactly(CallQueue.NAME, List.copyOf(groups.keySet()));
    groups.forEach(
        (workspace, own) -> {
          if (waiting.get(workspace) + own.size() > limit(own.getFirst()).orElseThrow()) {
            throw new CrowdedException();
          }
        });
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
