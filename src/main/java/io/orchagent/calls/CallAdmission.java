package io.orchagent.calls;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.QuotaView;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

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
   * @param now by the database's clock; a unit is one of its UTC day
   * @param deadline when the run has ended at the latest
   */
  record Candidate(
      UUID runId,
      UUID workspaceId,
      String plan,
      boolean countsQuota,
      Take take,
      Instant now,
      Instant deadline) {}

  /**
   * A run that ended.
   *
   * @param acceptedAt when its unit was taken
   */
  record Ended(UUID runId, UUID workspaceId, boolean countsQuota, Instant acceptedAt) {}

  /** The answer to {@link #reserve}. */
  sealed interface Verdict {}

  /** It may run. */
  record Admitted(Optional<QuotaView.Quota> quota) implements Verdict {}

  /** It may not. */
  record Refused(ApiException refusal) implements Verdict {}

  /**
   * Something has to be done first, outside of this transaction; then the question is asked again
   * in a new one.
   */
  record Unready(Runnable preparation) implements Verdict {}

  /**
   * A look before the input is read: consumes nothing.
   *
   * @param seen the quota as this request has seen it already; empty when it has not
   */
  Optional<ApiException> check(UUID workspaceId, String plan, Optional<QuotaView.Quota> seen);

  /** The last step before the run starts or is queued, in the transaction that writes its row. */
  Verdict reserve(Candidate call);

  /** That transaction will not be committed. Called in it, after {@link #reserve} admitted. */
  void undo(Candidate call);

  /** The run ended: called in the transaction of its final row. */
  void settle(Ended run);

  /** It started, but nothing of it ran: as if it had not been reserved. Outside of transactions. */
  void release(Ended run);

  /**
   * It was queued and will never start: gives its unit back. Called in the transaction that ends
   * it, before its row is touched.
   */
  void giveBack(Ended run);
}
