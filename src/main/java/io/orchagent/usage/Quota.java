package io.orchagent.usage;

import io.orchagent.calls.CallAdmission;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.QuotaView;
import io.orchagent.platform.work.Loop;
import io.orchagent.usage.QuotaCounter.Step;
import io.orchagent.workspaces.PlanLimits;
import io.orchagent.workspaces.Plans;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The daily quota and the calls at one time. */
@ApplicationScoped
public class Quota implements CallAdmission, QuotaView {
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final Plans plans;
  private final QuotaCounter counter;
  private final QuotaCount counts;
  private final RedisHealth redis;
  private final TransactionSynchronizationRegistry transaction;
  private final QuotaRefusals refusals;
  private final Clock clock;
  private final Queue<Ended> left = new ConcurrentLinkedQueue<>();
  private final QuotaUnits units;
  private volatile @Nullable Loop sweep;

  Quota(
      Plans plans,
      QuotaCounter counter,
      QuotaCount counts,
      RedisHealth redis,
      TransactionSynchronizationRegistry transaction,
      QuotaRefusals refusals,
      Clock clock) {
    this.plans = plans;
    this.counter = counter;
    this.counts = counts;
    this.redis = redis;
    this.transaction = transaction;
    this.refusals = refusals;
    this.clock = clock;
    this.units = new QuotaUnits(plans, counter, counts, redis, refusals);
  }

  @Override
  public Optional<QuotaView.Quota> view(UUID workspaceId, String plan) {
    PlanLimits limits = plans.of(workspaceId, plan);
    if (limits.callsPerDay().isEmpty()) {
      return Optional.empty();
    }
    QuotaDay day = QuotaDay.of(clock.instant());
    return counts.look(workspaceId, day).map(count -> quota(limits, count, day).orElseThrow());
  }

  @Override
  public Optional<Question> question(UUID workspaceId, String plan) {
    PlanLimits limits = plans.of(workspaceId, plan);
    if (limits.callsPerDay().isEmpty() || !redis.mayAsk()) {
      return Optional.empty();
    }
    QuotaDay day = QuotaDay.of(clock.instant());
    return Optional.of(
        new Question() {
          @Override
          public Request request() {
            return counter.lookRequest(workspaceId, day);
          }

          @Override
          public Optional<QuotaView.Quota> read(@Nullable Response answer) {
            redis.answered();
            return answer == null ? view(workspaceId, plan) : quota(limits, answer.toLong(), day);
          }
        });
  }

  private static Optional<QuotaView.Quota> quota(PlanLimits limits, long count, QuotaDay day) {
    if (limits.callsPerDay().isEmpty()) {
      return Optional.empty();
    }
    long limit = limits.callsPerDay().getAsLong();
    return Optional.of(new QuotaView.Quota(limit, Math.max(0, limit - count), day.end()));
  }

  @Override
  public Optional<ApiException> check(
      UUID workspaceId, String plan, Optional<QuotaView.Quota> seen) {
    return seen.or(() -> view(workspaceId, plan))
        .filter(quota -> quota.remaining() == 0)
        .filter(
            quota -> counts.confirmed(workspaceId, QuotaDay.of(clock.instant())) >= quota.limit())
        .map(quota -> refusedExhausted(quota.limit(), clock.instant(), quota.reset()));
  }

  @Override
  public Verdict reserve(Candidate wanted) {
    if (wanted.isPaid() && wanted.take() == Take.UNIT) {
      return new Admitted(Optional.empty(), null, () -> {});
    }
    Candidate call = wanted.isPaid() ? wanted.withoutUnit() : wanted;
    PlanLimits limits = plans.of(call.workspaceId(), call.plan());
    // Without limits it counts as well: the plan may change before the day ends
    if (!call.countsQuota()) {
      return new Admitted(Optional.empty(), null, () -> {});
    }
    QuotaDay day = QuotaDay.of(call.now());
    if (!redis.mayAsk()) {
      return call.inTransaction()
          ? verdict(counts.stepInDatabase(call, day, limits), call, day, limits, null)
          : new InTransaction();
    }
    QuotaCounter.Reply reply;
    try {
      reply = counter.reserve(call, day, limits.callsPerDay(), limits.concurrentCalls());
      redis.answered();
    } catch (RuntimeException e) {
      redis.failed(e);
      return new Unready(() -> {});
    }
    return verdict(reply, call, day, limits, counts.guard(call.workspaceId(), day, reply.epoch()));
  }

  @Override
  public List<Verdict> reserveAll(List<Candidate> calls) {
    return units.reserve(calls);
  }

  private Verdict verdict(
      QuotaCounter.Reply reply,
      Candidate call,
      QuotaDay day,
      PlanLimits limits,
      @Nullable Guard guard) {
    boolean refused = reply.step() == Step.EXHAUSTED || reply.step() == Step.BUSY;
    if (refused && guard != null && counts.isOld(call.workspaceId(), reply.epoch())) {
      // Units may have come back since that count was made
      return new Unready(guard.otherwise());
    }
    return switch (reply.step()) {
      case ADMITTED ->
          new Admitted(
              quota(limits, reply.count(), day),
              guard,
              guard == null ? () -> {} : () -> ask(() -> counter.undo(call, reply.epoch())));
      case EXHAUSTED ->
          new Refused(refusedExhausted(limits.callsPerDay().orElseThrow(), call.now(), day.end()));
      case BUSY -> new Refused(refusedBusy(limits.concurrentCalls().orElseThrow()));
      case MISSING -> new Unready(() -> counts.rebuild(call.workspaceId(), day));
    };
  }

  private ApiException refusedExhausted(long limit, Instant now, Instant reset) {
    refusals.day(1);
    return QuotaErrors.exhausted(limit, now, reset);
  }

  private ApiException refusedBusy(long limit) {
    refusals.concurrent();
    return QuotaErrors.busy(limit);
  }

  /** What Redis knows is forgotten; the rows are counted, whichever there are. */
  @Override
  public void doubt(Candidate call) {
    if (call.countsQuota()) {
      ask(() -> counter.forget(call.workspaceId(), QuotaDay.of(call.now())));
    }
  }

  @Override
  public Runnable leave(Ended run) {
    if (!run.countsQuota() || !redis.mayAsk()) {
      return () -> {};
    }
    CompletableFuture<?> leaving = counter.giveBackLease(run);
    return () -> answered(() -> counter.await(leaving));
  }

  @Override
  public void left(Ended run) {
    if (run.countsQuota()) {
      left.add(run);
    }
  }

  void open(@Observes @Priority(Loop.AFTER_ALL_ELSE) StartupEvent event) {
    sweep = Loop.start("quota-left", SWEEP, this::sweepLeft);
  }

  /** One command takes the leases of all runs of a workspace that ended since the last one. */
  void sweepLeft() {
    Map<UUID, List<UUID>> ended = new HashMap<>();
    for (Ended run = left.poll(); run != null; run = left.poll()) {
      ended.computeIfAbsent(run.workspaceId(), ignored -> new ArrayList<>()).add(run.runId());
    }
    ended.forEach((workspace, runs) -> ask(() -> counter.giveBackLeases(workspace, runs)));
  }

  @PreDestroy
  void stop() {
    if (sweep != null) {
      sweep.close();
    }
  }

  private void afterCommit(Runnable question) {
    transaction.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {}

          @Override
          public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
              ask(question);
            }
          }
        });
  }

  /** A unit without a lease is given back by counting anew: so it can't come back twice. */
  @Override
  public void giveBack(Ended run) {
    if (run.countsQuota() && !run.paid()) {
      counts.countAnew(run.workspaceId());
      afterCommit(() -> counter.forget(run.workspaceId(), QuotaDay.of(run.acceptedAt())));
    }
  }

  @Override
  public void release(Ended run) {
    if (run.countsQuota() && run.paid()) {
      ask(() -> counter.giveBackLeases(run.workspaceId(), List.of(run.runId())));
    } else if (run.countsQuota()) {
      ask(() -> counter.release(run));
    }
  }

  /** What Redis does not hear now it does not need: the lease ends with the run's deadline. */
  private void ask(Runnable question) {
    if (redis.mayAsk()) {
      answered(question);
    }
  }

  private void answered(Runnable question) {
    try {
      question.run();
      redis.answered();
    } catch (RuntimeException e) {
      redis.failed(e);
    }
  }
}
