package io.orchagent.usage;

import io.orchagent.calls.CallAdmission;
import io.orchagent.calls.CallAdmission.Candidate;
import io.orchagent.calls.CallAdmission.Guard;
import io.orchagent.platform.persistence.SqlFailure;
import io.orchagent.usage.QuotaCounter.Recount;
import io.orchagent.usage.QuotaCounter.Reply;
import io.orchagent.usage.QuotaCounter.Step;
import io.orchagent.usage.QuotaCounter.Units;
import io.orchagent.usage.QuotaCounter.Wish;
import io.orchagent.workspaces.PlanLimits;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Counting from the runs themselves. A call takes its step in Redis first, and its row is written
 * only while the count it stepped in is the one to go by: the statement of the row holds the
 * workspace's lock shared and looks at the epoch, and each counting takes it exclusively and begins
 * another epoch. So a step that a count did not see has no row, and is taken again.
 */
@Singleton
class QuotaCount {
  private static final Logger LOG = Logger.getLogger(QuotaCount.class);

  private final QuotaQueries queries;
  private final QuotaCounter counter;
  private final RedisHealth redis;

  QuotaCount(QuotaQueries queries, QuotaCounter counter, RedisHealth redis) {
    this.queries = queries;
    this.counter = counter;
    this.redis = redis;
  }

  /** What has to hold when the row of a call is written that stepped under this epoch. */
  Guard guard(UUID workspace, QuotaDay day, long epoch) {
    return new Guard(
        "quota_admits(?, ?, ?, moment.now)",
        List.of(workspace, epoch, day.date()),
        () -> rebuild(workspace, day));
  }

  /** Whether a count of this epoch is no longer one to go by. */
  boolean isOld(UUID workspace, long epoch) {
    return queries.epoch(workspace) != epoch;
  }

  /** The count for showing; made anew when Redis has none. Empty when nobody can tell. */
  Optional<Long> look(UUID workspace, QuotaDay day) {
    OptionalLong known = remembered(workspace, day);
    if (known.isPresent()) {
      return Optional.of(known.getAsLong());
    }
    try {
      return Optional.of(redis.mayAsk() ? rebuild(workspace, day) : queries.count(workspace, day));
    } catch (RuntimeException e) {
      LOG.debugf(e, "neither Redis nor PostgreSQL tells the count");
      return Optional.empty();
    }
  }

  private OptionalLong remembered(UUID workspace, QuotaDay day) {
    if (!redis.mayAsk()) {
      return OptionalLong.empty();
    }
    try {
      OptionalLong known = counter.look(workspace, day);
      redis.answered();
      return known;
    } catch (RuntimeException e) {
      redis.failed(e);
      return OptionalLong.empty();
    }
  }

  /** The count by which a call may be refused: what is only shown may be of an older epoch. */
  long confirmed(UUID workspace, QuotaDay day) {
    if (!redis.mayAsk()) {
      return queries.count(workspace, day);
    }
    try {
      OptionalLong known = counter.known(workspace, day, queries.epoch(workspace));
      redis.answered();
      return known.isPresent() ? known.getAsLong() : rebuild(workspace, day);
    } catch (SqlFailure e) {
      throw e;
    } catch (RuntimeException e) {
      redis.failed(e);
      return queries.count(workspace, day);
    }
  }

  /** Makes count and leases anew, unless somebody else just did. Returns the count. */
  long rebuild(UUID workspace, QuotaDay day) {
    return QuarkusTransaction.requiringNew().call(() -> rebuildLocked(workspace, day));
  }

  private long rebuildLocked(UUID workspace, QuotaDay day) {
    queries.lockForCount(workspace);
    if (!day.equals(QuotaDay.of(queries.now()))) {
      // Of a day that is over, or not begun: an epoch of its own would end that of today
      return queries.count(workspace, day);
    }
    try {
      OptionalLong known = counter.known(workspace, day, queries.epoch(workspace));
      if (known.isPresent()) {
        return known.getAsLong();
      }
      Map<UUID, Long> counts = recount(List.of(workspace), day);
      return counts.get(workspace);
    } catch (SqlFailure e) {
      throw e;
    } catch (RuntimeException e) {
      redis.failed(e);
      return queries.count(workspace, day);
    }
  }

  private Map<UUID, Long> recount(List<UUID> workspaces, QuotaDay day) {
    Map<UUID, Long> epochs = queries.nextEpochs(workspaces);
    Map<UUID, Long> counts = queries.counts(workspaces, day);
    Map<UUID, Map<UUID, Instant>> leases = queries.leases(workspaces, queries.now());
    counter.rebuild(
        day,
        workspaces.stream()
            .map(each -> new Recount(each, epochs.get(each), counts.get(each), leases.get(each)))
            .toList());
    return counts;
  }

  /**
   * Makes counts and leases of several anew, where nobody else just did: a day begins for all of
   * them in the same moment.
   *
   * @param workspaces in the order in which everybody locks them
   */
  void rebuildAll(List<UUID> workspaces, QuotaDay day) {
    QuarkusTransaction.requiringNew().run(() -> rebuildLocked(workspaces, day));
  }

  private void rebuildLocked(List<UUID> workspaces, QuotaDay day) {
    queries.lockForCount(workspaces);
    if (!day.equals(QuotaDay.of(queries.now()))) {
      return;
    }
    try {
      Set<UUID> known = counter.known(day, queries.epochs(workspaces));
      List<UUID> missing = workspaces.stream().filter(each -> !known.contains(each)).toList();
      if (!missing.isEmpty()) {
        recount(missing, day);
      }
    } catch (SqlFailure e) {
      throw e;
    } catch (RuntimeException e) {
      redis.failed(e);
    }
  }

  /**
   * What has to hold when rows of several workspaces are written that stepped under these epochs.
   */
  Guard guard(QuotaDay day, SortedMap<UUID, Long> epochs) {
    List<UUID> workspaces = List.copyOf(epochs.keySet());
    return new Guard(
        "quota_admits_all(?, ?, ?, moment.now)",
        List.of(workspaces.toArray(UUID[]::new), epochs.values().toArray(Long[]::new), day.date()),
        () -> rebuildAll(workspaces, day));
  }

  /** Of which workspaces counts of these epochs are no longer to go by. */
  Set<UUID> old(Map<UUID, Long> epochs) {
    if (epochs.isEmpty()) {
      return Set.of();
    }
    Map<UUID, Long> now = queries.epochs(epochs.keySet());
    return epochs.keySet().stream()
        .filter(each -> !epochs.get(each).equals(now.get(each)))
        .collect(Collectors.toSet());
  }

  /**
   * Units without Redis, as {@link #stepInDatabase} takes one.
   *
   * @param wishes in the order in which everybody locks the workspaces
   */
  List<Units> unitsInDatabase(List<Wish> wishes, QuotaDay day) {
    List<UUID> workspaces = wishes.stream().map(Wish::workspace).toList();
    queries.lockForCount(workspaces);
    Map<UUID, Long> counts = queries.counts(workspaces, day);
    queries.nextEpochs(workspaces);
    return wishes.stream()
        .map(
            wish -> {
              long count = counts.get(wish.workspace());
              long left = wish.limit().orElse(Long.MAX_VALUE) - count;
              int granted = (int) Math.clamp(left, 0, wish.wanted());
              return new Units(granted, count + granted, 0);
            })
        .toList();
  }

  /**
   * The same step without Redis, in the transaction of the start row: one call of a workspace at a
   * time, so that the count is exact; and under a new epoch, so that Redis counts anew afterwards.
   */
  Reply stepInDatabase(Candidate call, QuotaDay day, PlanLimits limits) {
    UUID workspace = call.workspaceId();
    queries.lockForCount(workspace);
    long count = queries.count(workspace, day);
    boolean unit = call.take() != CallAdmission.Take.LEASE;
    boolean lease = call.take() != CallAdmission.Take.UNIT;
    if (unit && count >= limits.callsPerDay().orElse(Long.MAX_VALUE)) {
      return new Reply(Step.EXHAUSTED, count, 0);
    }
    long most = limits.concurrentCalls().orElse(Long.MAX_VALUE);
    if (lease && queries.leases(workspace, call.now()).size() >= most) {
      return new Reply(Step.BUSY, count, 0);
    }
    queries.nextEpoch(workspace);
    return new Reply(Step.ADMITTED, unit ? count + 1 : count, 0);
  }

  /** In a transaction that takes runs out of the count: what Redis knows is too much from now. */
  void countAnew(UUID workspace) {
    queries.lockForCount(workspace);
    queries.nextEpoch(workspace);
  }
}
