package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.QuotaView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: who may still refuse a call that is otherwise fine. */
public interface CallAdmission {

  /** What is taken. */
  enum Take {
    /** A call that runs at once: its unit of the day and its place among those going on. */
    BOTH,
    /** A call that is queued. */
    UNIT,
    /** A queued call that starts. */
    LEASE
  }

  /**
   * A call that wants to become a run.
   *
   * @param agent {@code org/name}
   * @param countsQuota true for top-level calls
   * @param price what the caller was shown; null for a free call
   * @param now a unit is one of its UTC day
   * @param deadline when the run has ended at the latest
   * @param inTransaction true in the transaction that will write the row
   */
  record Candidate(
      UUID runId,
      UUID workspaceId,
      String plan,
      String agent,
      boolean countsQuota,
      @Nullable Price price,
      Take take,
      Instant now,
      Instant deadline,
      boolean inTransaction) {

    /** Calls of paid agents have a count of their own for the day. */
    public boolean isPaid() {
      return price != null;
    }

    /** The same call, for its place among those going on alone. */
    public Candidate withoutUnit() {
      return new Candidate(
          runId,
          workspaceId,
          plan,
          agent,
          countsQuota,
          price,
          Take.LEASE,
          now,
          deadline,
          inTransaction);
    }
  }

  /**
   * What a call costs.
   *
   * @param cents more than 0
   * @param author the workspace that published the agent, not the caller's
   */
  record Price(long cents, UUID author) {
    /** Null where it is free: an agent without a price, or the caller's own. */
    static @Nullable Price of(Release release, UUID caller) {
      return release.pricePerCallCents() <= 0 || release.workspaceId().equals(caller)
          ? null
          : new Price(release.pricePerCallCents(), release.workspaceId());
    }
  }

  /**
   * A run that ended.
   *
   * @param paid what it took of the day is no unit of the ordinary quota
   * @param acceptedAt when its unit was taken
   */
  record Ended(
      UUID runId, UUID workspaceId, boolean countsQuota, boolean paid, Instant acceptedAt) {}

  /** The answer to {@link #reserve}. */
  sealed interface Verdict {}

  /**
   * It may run.
   *
   * @param guard what still has to hold when its row is written; null for nothing
   * @param undo takes it back when there will be no row; in a transaction it comes before its end
   */
  record Admitted(Optional<QuotaView.Quota> quota, @Nullable Guard guard, Runnable undo)
      implements Verdict {}

  /**
   * What only PostgreSQL can tell, asked in the very statement that writes the row or, where there
   * are more of them, before it in their transaction.
   *
   * @param condition in SQL, with a {@code ?} for each value and the row's time as {@code
   *     moment.now}
   * @param otherwise what to do before another attempt, outside of transactions
   */
  record Guard(String condition, List<Object> values, Runnable otherwise) {}

  /** It may not. */
  record Refused(ApiException refusal) implements Verdict {}

  /**
   * Something has to be done first, outside of this transaction; then the question is asked again
   * in a new one.
   */
  record Unready(Runnable preparation) implements Verdict {}

  /** It can only be told in the transaction of the row. */
  record InTransaction() implements Verdict {}

  /**
   * A look before the input is read: consumes nothing.
   *
   * @param seen the quota as this request has seen it already; empty when it has not
   */
  default Optional<ApiException> check(
      UUID workspaceId, String plan, Optional<QuotaView.Quota> seen) {
    return Optional.empty();
  }

  /**
   * A look at whether runs of this agent are stopped. Consumes nothing; what has come about a
   * moment ago it may miss, since {@link #reserve} does not.
   *
   * @param agent {@code org/name}
   */
  default Optional<ApiException> barred(UUID workspaceId, String agent) {
    return Optional.empty();
  }

  /** A look before the input is read, for a call that costs: consumes nothing. */
  default Optional<ApiException> afford(UUID workspaceId, Price price) {
    return Optional.empty();
  }

  /** The last step before the run's row is written, with which it starts or is queued. */
  Verdict reserve(Candidate call);

  /**
   * What {@link #reserve} says of each of several queued calls, asked together: of few workspaces
   * or of many, in the one transaction that will write all their rows. Who can ask for all at once
   * does.
   *
   * @param calls each {@link Candidate#inTransaction} and for its {@link Take#UNIT}, in one order
   *     whoever asks
   * @return as many verdicts, in the order of the calls; many may share a guard or a preparation
   */
  default List<Verdict> reserveAll(List<Candidate> calls) {
    return calls.stream().map(this::reserve).toList();
  }

  /** After {@link #reserve} admitted: nobody knows whether the row was written. */
  default void doubt(Candidate call) {}

  /**
   * The run is over and its place among those going on is free. Called while its end is written or
   * right after that. Outside of transactions.
   *
   * @return waits until that has happened
   */
  default Runnable leave(Ended run) {
    return () -> {};
  }

  /**
   * The end of a run that left before is written now: whoever counted anew in between found it
   * going on, and gave it its place again, which is to be taken soon. Returns at once.
   */
  default void left(Ended run) {}

  /** It started, but nothing of it ran: as if it had not been reserved. Outside of transactions. */
  default void release(Ended run) {}

  /**
   * It was queued and will never start: gives its unit back. Called in the transaction that ends
   * it, before its row is touched.
   */
  default void giveBack(Ended run) {}
}
