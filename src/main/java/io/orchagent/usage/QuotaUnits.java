package io.orchagent.usage;

import io.orchagent.calls.CallAdmission.Admitted;
import io.orchagent.calls.CallAdmission.Candidate;
import io.orchagent.calls.CallAdmission.Guard;
import io.orchagent.calls.CallAdmission.Refused;
import io.orchagent.calls.CallAdmission.Unready;
import io.orchagent.calls.CallAdmission.Verdict;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.usage.QuotaCounter.Units;
import io.orchagent.usage.QuotaCounter.Wish;
import io.orchagent.workspaces.PlanLimits;
import io.orchagent.workspaces.Plans;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Units of the day for many queued calls at one time, of many workspaces: one round trip to Redis,
 * one guard, one count where there is none. As exact as a step for each: of a workspace's calls the
 * first get what is left.
 */
final class QuotaUnits {
  private final Plans plans;
  private final QuotaCounter counter;
  private final QuotaCount counts;
  private final RedisHealth redis;
  private final QuotaRefusals refusals;

  QuotaUnits(
      Plans plans,
      QuotaCounter counter,
      QuotaCount counts,
      RedisHealth redis,
      QuotaRefusals refusals) {
    this.plans = plans;
    this.counter = counter;
    this.counts = counts;
    this.redis = redis;
    this.refusals = refusals;
  }

  List<Verdict> reserve(List<Candidate> calls) {
    // One order of workspaces for everybody: their locks are taken in it
    SortedMap<UUID, List<Candidate>> groups = new TreeMap<>();
    calls.stream()
        .filter(QuotaUnits::takesUnit)
        .forEach(
            call -> groups.computeIfAbsent(call.workspaceId(), any -> new ArrayList<>()).add(call));
    Map<UUID, Verdict> verdicts =
        groups.isEmpty() ? Map.of() : ask(groups, QuotaDay.of(calls.getFirst().now()));
    return calls.stream()
        .map(
            call ->
                takesUnit(call)
                    ? verdicts.get(call.runId())
                    : new Admitted(Optional.empty(), null, () -> {}))
        .toList();
  }

  private static boolean takesUnit(Candidate call) {
    return call.countsQuota() && !call.isPaid();
  }

  private Map<UUID, Verdict> ask(SortedMap<UUID, List<Candidate>> groups, QuotaDay day) {
    List<Wish> wishes = new ArrayList<>();
    groups.forEach(
        (workspace, calls) -> {
          PlanLimits limits = plans.of(workspace, calls.getFirst().plan());
          wishes.add(new Wish(workspace, limits.callsPerDay(), calls.size()));
        });
    Answers answers = new Answers(groups, day);
    if (!redis.mayAsk()) {
      return answers.read(wishes, counts.unitsInDatabase(wishes, day), false);
    }
    List<Units> units;
    try {
      units = counter.reserveUnits(day, wishes);
      redis.answered();
    } catch (RuntimeException e) {
      redis.failed(e);
      groups.values().forEach(calls -> answers.all(calls, new Unready(() -> {})));
      return answers.verdicts;
    }
    return answers.read(wishes, units, true);
  }

  /** Verdicts by run. */
  private final class Answers {
    private final SortedMap<UUID, List<Candidate>> groups;
    private final QuotaDay day;
    private final Map<UUID, Verdict> verdicts = new HashMap<>();

    private Answers(SortedMap<UUID, List<Candidate>> groups, QuotaDay day) {
      this.groups = groups;
      this.day = day;
    }

    private void all(List<Candidate> calls, Verdict verdict) {
      calls.forEach(call -> verdicts.put(call.runId(), verdict));
    }

    private Map<UUID, Verdict> read(List<Wish> wishes, List<Units> units, boolean guarded) {
      SortedMap<UUID, Long> admitting = new TreeMap<>();
      Map<UUID, Long> refusing = new HashMap<>();
      List<UUID> missing = new ArrayList<>();
      for (int i = 0; i < wishes.size(); i++) {
        UUID workspace = wishes.get(i).workspace();
        Units got = units.get(i);
        if (got.granted() < 0) {
          missing.add(workspace);
        } else if (got.granted() > 0) {
          admitting.put(workspace, got.epoch());
        }
        if (got.granted() >= 0 && got.granted() < wishes.get(i).wanted()) {
          refusing.put(workspace, got.epoch());
        }
      }
      // Units may have come back since an old count was made
      Set<UUID> old = guarded ? counts.old(refusing) : Set.of();
      missing.addAll(old);
      missing.sort(null);
      Guard guard = guarded && !admitting.isEmpty() ? counts.guard(day, admitting) : null;
      Verdict unready = new Unready(() -> counts.rebuildAll(missing, day));
      for (int i = 0; i < wishes.size(); i++) {
        List<Candidate> calls = groups.get(wishes.get(i).workspace());
        int granted = Math.max(0, units.get(i).granted());
        for (Candidate call : calls.subList(0, granted)) {
          long epoch = units.get(i).epoch();
          Runnable undo = guarded ? () -> giveBack(call, epoch) : () -> {};
          verdicts.put(call.runId(), new Admitted(Optional.empty(), guard, undo));
        }
        List<Candidate> others = calls.subList(granted, calls.size());
        if (!others.isEmpty()) {
          boolean known = !missing.contains(wishes.get(i).workspace());
          all(others, known ? refused(wishes.get(i), others) : unready);
        }
      }
      return verdicts;
    }

    private Verdict refused(Wish wish, List<Candidate> calls) {
      refusals.day(calls.size());
      ApiException refusal =
          QuotaErrors.exhausted(wish.limit().orElseThrow(), calls.getFirst().now(), day.end());
      return new Refused(refusal);
    }
  }

  private void giveBack(Candidate call, long epoch) {
    if (!redis.mayAsk()) {
      return;
    }
    try {
      counter.undo(call, epoch);
      redis.answered();
    } catch (RuntimeException e) {
      redis.failed(e);
    }
  }
}
