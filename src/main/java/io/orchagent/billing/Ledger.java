package io.orchagent.billing;

import io.orchagent.billing.LedgerQueries.Account;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.tenancy.ChangeLog;
import io.orchagent.workspaces.Terms;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/** What workspaces have, and how that changes. */
@ApplicationScoped
public class Ledger {
  private static final String ADJUSTMENT = "adjustment";

  private final LedgerQueries queries;
  private final Terms workspaces;
  private final ChangeLog changes;

  Ledger(LedgerQueries queries, Terms workspaces, ChangeLog changes) {
    this.queries = queries;
    this.workspaces = workspaces;
    this.changes = changes;
  }

  public Standing standing(UUID workspace) {
    return queries.standing(workspace);
  }

  /** Newest first. */
  @Transactional
  public Page<Movement> history(UUID workspace, PageRequest page) {
    return Page.of(
        queries.movements(workspace, page.limit(), page.offset()),
        queries.countMovements(workspace),
        page);
  }

  /**
   * Gives or takes credits.
   *
   * @param cents not 0; below 0 they are taken
   * @param reason is kept in the history, which the workspace's owners see, and in the audit log
   * @param key under which it happens once; empty for every time
   * @throws io.orchagent.platform.errors.ApiException when less is free than is to be taken, or the
   *     key was used for something else
   */
  @Transactional
  public Movement adjust(UUID workspace, long cents, String reason, Optional<String> key) {
    // 404 when there is none
    UUID id = workspaces.of(workspace).id();
    Standing standing = queries.lock(id);
    String reference = key.map(k -> ADJUSTMENT + ":" + id + ":" + k).orElse(null);
    UUID transaction = Ids.newId();
    if (!queries.open(transaction, ADJUSTMENT, reason, reference)) {
      return queries
          .movement(id, String.valueOf(reference))
          .filter(done -> done.amount() == cents && done.description().equals(reason))
          .orElseThrow(BillingErrors::keyTaken);
    }
    if (standing.free() + cents < 0) {
      throw BillingErrors.tooLittle(standing.free());
    }
    queries.add(transaction, null, Account.ADJUSTMENTS, ADJUSTMENT, -cents);
    queries.add(transaction, id, Account.CREDITS, ADJUSTMENT, cents);
    changes.record(id, "credits.adjusted", cents + " cents: " + reason);
    Movement done = queries.movement(id, transaction).orElseThrow();
    payDebt(id);
    return done;
  }

  /** Credits pay first what is owed. In a transaction. */
  void payDebt(UUID workspace) {
    Standing standing = queries.lock(workspace);
    long paid = Math.min(standing.owed(), standing.free());
    if (paid > 0) {
      UUID transaction = Ids.newId();
      queries.open(transaction, ADJUSTMENT, "Paid of what was owed", null);
      queries.add(transaction, workspace, Account.CREDITS, ADJUSTMENT, -paid);
      queries.add(transaction, workspace, Account.RECEIVABLE, ADJUSTMENT, paid);
    }
  }
}
