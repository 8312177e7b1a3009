package io.orchagent.calls;

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
   * @param countsQuota true for top-level calls
   * @param now a unit is one of its UTC day
   * @param deadline when the run has ended at the latest
   * @param inTransaction true in the transaction that will write the row
   */
  record Candidate(
      UUID runId,
      UUID workspaceId,
      String plan,
      boolean countsQuota,
      Take take,
      Instant now,
      Instant deadline,
      boolean inTransaction) {}

  /**
   * A run that ended.
   *
   * @param acceptedAt when its unit was taken
   */
  record Ended(UUID runId, UUID workspaceId, boolean countsQuota, Instant acceptedAt) {}

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
  Optional<ApiException> check(UUID workspaceId, String plan, Optional<QuotaView.Quota> seen);

  /** The last step before the run's row is written, with which it starts or is queued. */
  Verdict reserve(Candidate call);

  /** After {@link #reserve} admitted: nobody knows whether the row was written. */
  void doubt(Candidate call);

  /**
   * The run is over and its place among those going on is free. Called while its end is written or
   * right after that. Outside of transactions.
   *
   * @return waits until that has happened
   */
  Runnable leave(Ended run);

  /**
   * The end of a run that left before is written now: whoever counted anew in between found it
   * going on, and gave it its place again, which is to be taken soon. Returns at once.
   */
  void left(Ended run);

  /** It started, but nothing of it ran: as if it had not been reserved. Outside of transactions. */
  void release(Ended run);

  /**
   * It was queued and will never start: gives its unit back. Called in the transaction that ends
   * it, before its row is touched.
   */
  void giveBack(Ended run);
}
