package io.orchagent.calls;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.QuotaView;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Port: who may still refuse a call that is otherwise fine. */
public interface CallAdmission {

  /**
   * A call that wants to become a run.
   *
   * @param countsQuota true for top-level calls
   * @param startedAt by the database's clock; the call belongs to its UTC day
   * @param deadline when the run has ended at the latest
   */
  record Candidate(
      UUID runId,
      UUID workspaceId,
      String plan,
      boolean countsQuota,
      Instant startedAt,
      Instant deadline) {}

  /** A run that ended. */
  record Ended(UUID runId, UUID workspaceId, boolean countsQuota, Instant startedAt) {}

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

  /** A look before the input is read: consumes nothing. */
  Optional<ApiException> check(UUID workspaceId, String plan);

  /**
   * The last step before the run starts, in the transaction that writes its start row. What it took
   * is given back by {@link #release} when that transaction fails.
   */
  Verdict reserve(Candidate call);

  /** The run ended: called in the transaction of its final row. */
  void settle(Ended run);

  /** It never ran: as if it had not been reserved. Called outside of transactions. */
  void release(Ended run);
}
