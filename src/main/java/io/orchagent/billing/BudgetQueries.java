package io.orchagent.billing;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements of budgets. */
@Singleton
class BudgetQueries {
  /** A run's id is made a little before it is created: by so much at most. */
  private static final Duration SKEW = Duration.ofDays(1);

  private final Sql sql;

  BudgetQueries(Sql sql) {
    this.sql = sql;
  }

  private static final String SELECT =
      """
      select b.id, b.workspace_id, b.scope_id, b.agent, b.spend_window, b.soft_limit_usd,
             b.hard_limit_usd, b.action, b.webhook_url, b.created_at, b.updated_at,
             w.start as window_start, statement_timestamp() as now,
             coalesce((select sum(usd) from budget_spend s
                       where s.budget_id = b.id and s.window_start = w.start), 0) as spend
      from budget b
      cross join lateral budget_window(b.spend_window, statement_timestamp()) as w (start)
      """;

  List<Budget> list(UUID workspace) {
    return sql.list(
        SELECT + "where b.workspace_id = ? order by b.id", BudgetQueries::read, workspace);
  }

  Optional<Budget> find(UUID workspace, UUID id) {
    return sql.first(
        SELECT + "where b.workspace_id = ? and b.id = ?", BudgetQueries::read, workspace, id);
  }

  private static Budget read(Sql.Row row) throws SQLException {
    return new Budget(
        row.id("id"),
        row.id("workspace_id"),
        row.optionalId("scope_id"),
        row.optionalText("agent"),
        row.text("spend_window"),
        row.optionalDecimal("soft_limit_usd"),
        row.optionalDecimal("hard_limit_usd"),
        row.text("action"),
        row.optionalText("webhook_url"),
        Objects.requireNonNull(row.optionalDecimal("spend")),
        row.instant("window_start"),
        row.instant("now"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  /** What is decided of a budget. */
  record Terms(
      @Nullable BigDecimal softLimit,
      @Nullable BigDecimal hardLimit,
      String action,
      @Nullable String webhookUrl) {}

  /** Where a budget counts. */
  record Scope(@Nullable UUID id, @Nullable String agent, String window) {}

  /** No run of the workspace ends until this transaction has. */
  void lock(UUID workspace) {
    sql.first("select budget_lock(?, true)", row -> true, workspace);
  }

  /** False when there is one of that scope and window. */
  boolean insert(UUID id, UUID workspace, Scope scope, Terms terms, byte[] sealedSecret) {
    return sql.update(
            """
            insert into budget
              (id, workspace_id, scope_id, agent, spend_window, soft_limit_usd, hard_limit_usd,
               action, webhook_url, alert_secret)
            values (?, ?, ?::uuid, ?, ?, ?, ?, ?, ?, ?)
            on conflict (workspace_id, agent, spend_window) do nothing
            """,
            id,
            workspace,
            scope.id(),
            scope.agent(),
            scope.window(),
            terms.softLimit(),
            terms.hardLimit(),
            terms.action(),
            terms.webhookUrl(),
            sealedSecret)
        == 1;
  }

  /** What was spent in the window that is going on before there was this budget. */
  void countAnew(Budget budget) {
    sql.update(
        """
        insert into budget_spend (budget_id, window_start, part, usd)
        select ?, ?, 0, sum(usd)
        from (
          select coalesce(cost_usd, 0) + price_cents / 100.0 as usd
          from run_facts
          where workspace_id = ? and id >= ? and created_at >= ?
            and status not in ('queued', 'running') and (?::text is null or agent = ?)
          union all
          select usd from service_compute
          where workspace_id = ? and hour >= ? and (?::text is null or agent = ?)) spent
        having sum(usd) > 0
        """,
        budget.id(),
        budget.windowStart(),
        budget.workspaceId(),
        Ids.lowest(budget.windowStart().minus(SKEW)),
        budget.windowStart(),
        budget.agent(),
        budget.agent(),
        budget.workspaceId(),
        budget.windowStart(),
        budget.agent(),
        budget.agent());
  }

  void change(UUID workspace, UUID id, Terms terms) {
    sql.update(
        """
        update budget set soft_limit_usd = ?, hard_limit_usd = ?, action = ?, webhook_url = ?,
          updated_at = clock_timestamp()
        where workspace_id = ? and id = ?
        """,
        terms.softLimit(),
        terms.hardLimit(),
        terms.action(),
        terms.webhookUrl(),
        workspace,
        id);
    sql.update("update budget_spend set seen = false where budget_id = ?", id);
  }

  boolean delete(UUID workspace, UUID id) {
    return sql.update("delete from budget where workspace_id = ? and id = ?", workspace, id) == 1;
  }

  void deleteAll(UUID workspace) {
    sql.update("delete from budget where workspace_id = ?", workspace);
  }

  /**
   * True while no hard limit stops new runs of an agent; for the statement that starts one, with
   * the workspace and the agent as values.
   */
  static final String OPEN =
      """
      not exists (
        select from budget b
        where b.workspace_id = ? and b.action = 'block_new_runs' and b.hard_limit_usd is not null
          and (b.agent is null or b.agent = ?)
          and b.hard_limit_usd <= (
            select sum(s.usd) from budget_spend s
            where s.budget_id = b.id
              and s.window_start = budget_window(b.spend_window, moment.now)))\
      """;

  /** The budgets that stop new runs of an agent right now. */
  List<Budget> stopping(UUID workspace, String agent) {
    return sql
        .list(
            SELECT
                + """
                where b.workspace_id = ? and b.action = 'block_new_runs'
                  and b.hard_limit_usd is not null and (b.agent is null or b.agent = ?)
                order by b.id
                """,
            BudgetQueries::read,
            workspace,
            agent)
        .stream()
        .filter(Budget::breached)
        .toList();
  }

  /** The budgets that keep services of an agent from running right now. */
  List<Budget> pausing(UUID workspace, String agent) {
    return sql
        .list(
            SELECT
                + """
                where b.workspace_id = ? and b.action = 'pause_service'
                  and b.hard_limit_usd is not null and (b.agent is null or b.agent = ?)
                order by b.id
                """,
            BudgetQueries::read,
            workspace,
            agent)
        .stream()
        .filter(Budget::breached)
        .toList();
  }

  /** The same of all workspaces and agents. */
  List<Budget> pausing() {
    return sql
        .list(
            SELECT
                + """
                where b.action = 'pause_service' and b.hard_limit_usd is not null
                order by b.id
                """,
            BudgetQueries::read)
        .stream()
        .filter(Budget::breached)
        .toList();
  }

  /** Of windows that are long over nobody asks. */
  void forgetOld() {
    sql.update("delete from budget_spend where window_start < now() - interval '40 days'");
  }

  /** The workspaces that may have such. */
  List<UUID> blocking() {
    return sql.list(
        """
        select distinct workspace_id from budget
        where action = 'block_new_runs' and hard_limit_usd is not null
        """,
        row -> row.id("workspace_id"));
  }
}
