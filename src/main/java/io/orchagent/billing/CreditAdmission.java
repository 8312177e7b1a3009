package io.orchagent.billing;

import io.orchagent.calls.CallAdmission;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.persistence.SqlFailure;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Reserves the price of a run in the transaction of its row. Asked last of all, so that nobody
 * waits for the workspace's account longer than that row takes. What ends the hold is the end of
 * the run itself ({@code run_settle}).
 */
@Singleton
@Priority(CreditAdmission.LAST)
class CreditAdmission implements CallAdmission {
  static final int LAST = -10;

  private static final int PERCENT = 100;

  private final LedgerQueries queries;
  private final BillingConfig config;
  private final BillingRefusals refusals;

  CreditAdmission(LedgerQueries queries, BillingConfig config, BillingRefusals refusals) {
    this.queries = queries;
    this.config = config;
    this.refusals = refusals;
  }

  @Override
  public Optional<ApiException> afford(UUID workspaceId, Price price) {
    Standing standing = queries.standing(workspaceId);
    return standing.owed() > 0 || standing.free() < price.cents()
        ? Optional.of(refusals.credits(price.cents(), standing))
        : Optional.empty();
  }

  @Override
  public Verdict reserve(Candidate call) {
    Price price = call.price();
    // What was queued holds its price since then
    if (price == null || call.take() == Take.LEASE) {
      return new Admitted(Optional.empty(), null, () -> {});
    }
    if (!call.inTransaction()) {
      return new InTransaction();
    }
    boolean taken =
        queries.takeHold(
            call.runId(), call.workspaceId(), price.author(), price.cents(), share(price.cents()));
    return taken
        ? new Admitted(Optional.empty(), null, () -> undo(call.runId()))
        : new Refused(refusals.credits(price.cents(), queries.standing(call.workspaceId())));
  }

  /** Cents that don't divide go to the author. */
  private long share(long price) {
    return Math.ceilDiv(Math.multiplyExact(price, (long) config.authorSharePercent()), PERCENT);
  }

  /** A transaction that has failed gives the hold back by its end, and takes no statements. */
  private void undo(UUID run) {
    try {
      queries.undoHold(run);
    } catch (SqlFailure ignored) {
      // It is rolled back as a whole
    }
  }
}
