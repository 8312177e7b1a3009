package io.orchagent.billing;

import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements of the ledger. */
@Singleton
class LedgerQueries {
  private final Sql sql;

  LedgerQueries(Sql sql) {
    this.sql = sql;
  }

  /** The accounts that money comes from and goes to, by {@link #wire}. */
  enum Account {
    CREDITS,
    RECEIVABLE,
    STRIPE,
    ADJUSTMENTS;

    String wire() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final String STANDING =
      """
      select coalesce(sum(balance_cents) filter (where kind = 'credits'), 0)::bigint as balance,
             coalesce(sum(held_cents) filter (where kind = 'credits'), 0)::bigint as held,
             - coalesce(sum(balance_cents) filter (where kind = 'receivable'), 0)::bigint as owed
      from ledger_account where workspace_id = ?
      """;

  Standing standing(UUID workspace) {
    return sql.first(
            STANDING,
            row -> new Standing(row.number("balance"), row.number("held"), row.number("owed")),
            workspace)
        .orElse(Standing.NOTHING);
  }

  /** The same, and nothing of it changes until this transaction ends. */
  Standing lock(UUID workspace) {
    sql.first(
        "select ledger_account_of(?, 'credits'), ledger_account_of(?, 'receivable')",
        row -> true,
        workspace,
        workspace);
    sql.list(
        "select id from ledger_account where workspace_id = ? order by id for update",
        row -> row.number("id"),
        workspace);
    return standing(workspace);
  }

  /**
   * Opens a transaction.
   *
   * @param kind top_up, refund or adjustment
   * @param reference under which it happens once
   * @return false when it happened before
   */
  boolean open(UUID id, String kind, String description, @Nullable String reference) {
    return sql.update(
            """
            insert into ledger_transaction (id, kind, description, reference) values (?, ?, ?, ?)
            on conflict (reference) do nothing
            """,
            id,
            kind,
            description,
            reference)
        == 1;
  }

  /** Adds an entry; of 0 none. */
  void add(UUID transaction, @Nullable UUID workspace, Account account, String type, long cents) {
    if (cents != 0) {
      sql.update(
          """
          insert into ledger_entry (transaction_id, account_id, type, amount_cents)
          values (?, ledger_account_of(?::uuid, ?), ?, ?)
          """,
          transaction,
          workspace,
          account.wire(),
          type,
          cents);
    }
  }

  private static final String MOVEMENTS =
      """
      select t.id, e.type, e.amount_cents, e.balance_after_cents, t.description, t.created_at,
             case when e.type = 'charge' then t.run_id end as run_id
      from ledger_entry e
      join ledger_account a on a.id = e.account_id
      join ledger_transaction t on t.id = e.transaction_id
      where a.workspace_id = ? and a.kind = 'credits'
      """;

  /** Newest first. */
  List<Movement> movements(UUID workspace, int limit, int offset) {
    return sql.list(
        MOVEMENTS + "order by e.id desc limit ? offset ?",
        LedgerQueries::movement,
        workspace,
        limit,
        offset);
  }

  /** What happened under a reference. */
  Optional<Movement> movement(UUID workspace, String reference) {
    return sql.first(
        MOVEMENTS + "and t.reference = ?", LedgerQueries::movement, workspace, reference);
  }

  Optional<Movement> movement(UUID workspace, UUID transaction) {
    return sql.first(MOVEMENTS + "and t.id = ?", LedgerQueries::movement, workspace, transaction);
  }

  private static Movement movement(Sql.Row row) throws SQLException {
    return new Movement(
        row.id("id"),
        row.text("type"),
        row.number("amount_cents"),
        row.number("balance_after_cents"),
        row.text("description"),
        row.optionalId("run_id"),
        row.instant("created_at"));
  }

  long countMovements(UUID workspace) {
    return sql.first(
            """
            select count(*) as n from ledger_entry e
            join ledger_account a on a.id = e.account_id
            where a.workspace_id = ? and a.kind = 'credits'
            """,
            row -> row.number("n"),
            workspace)
        .orElseThrow();
  }

  /** In the transaction of the run's row. False when the credits don't suffice. */
  boolean takeHold(UUID run, UUID payer, UUID author, long price, long share) {
    return sql.first(
            "select credit_hold_take(?, ?, ?, ?, ?) as taken",
            row -> row.flag("taken"),
            run,
            payer,
            author,
            price,
            share)
        .orElseThrow();
  }

  void undoHold(UUID run) {
    sql.first("select credit_hold_undo(?)", row -> true, run);
  }

  /** The workspaces that owe something and could pay some of it. */
  List<UUID> debtors() {
    return sql.list(
        """
        select debt.workspace_id from ledger_account debt
        join ledger_account own on own.workspace_id = debt.workspace_id and own.kind = 'credits'
        where debt.kind = 'receivable' and debt.balance_cents < 0
          and own.balance_cents > own.held_cents
        """,
        row -> row.id("workspace_id"));
  }

  /**
   * What does not add up; all of it 0.
   *
   * @param sum of all entries there are, in cents
   * @param transactions that don't sum to zero
   * @param balances that are not the sum of their entries
   * @param holds workspaces whose held credits are not the sum of what is held
   * @param strays holds of runs that are over
   */
  record Differences(long sum, long transactions, long balances, long holds, long strays) {
    long count() {
      return transactions + balances + holds + strays + (sum == 0 ? 0 : 1);
    }
  }

  /** One statement, so that all of it is seen at one moment. */
  private static final String DIFFERENCES =
      """
      select
        (select coalesce(sum(amount_cents), 0) from ledger_entry) as sum,
        (select count(*) from (select from ledger_entry group by transaction_id
                               having sum(amount_cents) <> 0) wrong) as transactions,
        (select count(*) from ledger_account a
         left join (select account_id, sum(amount_cents) as cents from ledger_entry
                    group by account_id) e on e.account_id = a.id
         where a.workspace_id is not null and a.balance_cents <> coalesce(e.cents, 0)) as balances,
        (select count(*) from ledger_account a
         left join (select payer_workspace_id, sum(price_cents) as cents from credit_hold
                    where state = 'held' group by 1) h on h.payer_workspace_id = a.workspace_id
         where a.kind = 'credits' and a.held_cents <> coalesce(h.cents, 0)) as holds,
        (select count(*) from credit_hold h where h.state = 'held'
           and not exists (select from run_facts r where r.id = h.run_id
                           and r.status in ('queued', 'running'))) as strays
      """;

  Differences differences() {
    return sql.first(
            DIFFERENCES,
            row ->
                new Differences(
                    row.number("sum"),
                    row.number("transactions"),
                    row.number("balances"),
                    row.number("holds"),
                    row.number("strays")))
        .orElseThrow();
  }
}
