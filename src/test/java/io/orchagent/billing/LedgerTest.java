package io.orchagent.billing;

import static io.orchagent.testing.TestCredits.balance;
import static io.orchagent.testing.TestCredits.give;
import static io.orchagent.testing.TestCredits.sell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A wrong state is refused by the database, whoever asks for it. */
@QuarkusTest
class LedgerTest {
  @Inject Sql sql;
  @Inject LedgerQueries queries;
  @Inject LedgerProof proof;
  @Inject MeterRegistry metrics;

  private TestWorkspace workspace;
  private UUID id;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
    id = UUID.fromString(workspace.workspaceId);
    give(workspace, 100);
  }

  private void refused(String because, Runnable change) {
    assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(change))
        .hasStackTraceContaining(because);
    assertThat(balance(workspace)).isEqualTo(100);
    assertThat(queries.differences().count()).isZero();
  }

  private UUID open() {
    UUID transaction = Ids.newId();
    queries.open(transaction, "adjustment", "by hand", null);
    return transaction;
  }

  @Test
  void a_transaction_that_does_not_sum_to_zero_is_refused() {
    refused(
        "does not sum to zero",
        () -> queries.add(open(), id, LedgerQueries.Account.CREDITS, "adjustment", 5));
    refused("does not sum to zero", this::open);
  }

  @Test
  void a_balance_below_zero_is_refused() {
    refused(
        "ledger_account_sound",
        () -> {
          UUID transaction = open();
          queries.add(transaction, id, LedgerQueries.Account.CREDITS, "adjustment", -101);
          queries.add(transaction, null, LedgerQueries.Account.ADJUSTMENTS, "adjustment", 101);
        });
  }

  @Test
  void more_than_there_is_cannot_be_held() {
    refused(
        "ledger_account_sound",
        () ->
            sql.update(
                "update ledger_account set held_cents = 101"
                    + " where workspace_id = ? and kind = 'credits'",
                id));
  }

  @Test
  void a_balance_is_not_written_by_hand() {
    refused(
        "changes by entries only",
        () ->
            sql.update("update ledger_account set balance_cents = 999 where workspace_id = ?", id));
    refused(
        "begins empty",
        () ->
            sql.update(
                "insert into ledger_account (workspace_id, kind, balance_cents)"
                    + " values (?, 'receivable', -5)",
                id));
  }

  @Test
  void entries_are_only_added() {
    refused("only added to", () -> sql.update("update ledger_entry set amount_cents = 1"));
    refused("only added to", () -> sql.update("delete from ledger_entry"));
    refused("only added to", () -> sql.update("truncate ledger_entry"));
    refused(
        "only added to", () -> sql.update("update ledger_transaction set description = 'other'"));
  }

  @Test
  void what_is_owed_is_paid_by_the_next_credits() {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              UUID transaction = open();
              queries.add(transaction, id, LedgerQueries.Account.CREDITS, "refund", -100);
              queries.add(transaction, id, LedgerQueries.Account.RECEIVABLE, "refund", -50);
              queries.add(transaction, null, LedgerQueries.Account.ADJUSTMENTS, "refund", 150);
            });
    assertThat(queries.standing(id)).isEqualTo(new Standing(0, 0, 50));
    give(workspace, 30);
    assertThat(queries.standing(id)).isEqualTo(new Standing(0, 0, 20));
    give(workspace, 30);
    assertThat(queries.standing(id)).isEqualTo(new Standing(10, 0, 0));
  }

  @Test
  void the_ledger_of_a_deleted_author_and_of_a_deleted_account_stays() {
    TestWorkspace author = TestWorkspace.create();
    TestTool tool = sell(author, 10, "print(1)");
    workspace.asOwner().body("{}").post(tool.path()).then().statusCode(200);
    author.asSession().delete("/users/me").then().statusCode(200);
    workspace.asSession().delete("/users/me").then().statusCode(200);
    assertThat(queries.standing(UUID.fromString(author.workspaceId)))
        .isEqualTo(new Standing(8, 0, 0));
    assertThat(queries.standing(id)).isEqualTo(new Standing(90, 0, 0));
    assertThat(queries.differences().count()).isZero();
  }

  @Test
  void the_nightly_proof_says_that_it_adds_up() {
    double before = proofs();
    assertThat(proof.prove().count()).isZero();
    assertThat(proofs()).isEqualTo(before + 1);
    assertThat(metrics.get("orchagent.ledger.differences").gauge().value()).isZero();
    assertThat(metrics.get("orchagent.ledger.sum").gauge().value()).isZero();
  }

  private double proofs() {
    var counter = metrics.find("orchagent.ledger.proofs").tag("result", "sound").counter();
    return counter == null ? 0 : counter.count();
  }
}
