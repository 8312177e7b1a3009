package io.orchagent.billing;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The alerts of budgets, and how they are sent. */
@Singleton
class BudgetAlertQueries {
  private final Sql sql;

  BudgetAlertQueries(Sql sql) {
    this.sql = sql;
  }

  /**
   * A threshold that was reached and not told yet.
   *
   * @param kind soft or hard
   */
  record Reached(UUID budgetId, UUID workspaceId, String kind, int percent) {}

  /**
   * Budgets of which something was spent, or whose limits changed, since the last look: at most so
   * many parts. In the transaction that notes what was reached, so that who dies in between leaves
   * them to the next one. Waits for nobody: what is being spent right now is looked at next time.
   */
  Set<UUID> unseen(int many) {
    return new HashSet<>(
        sql.list(
            """
            update budget_spend set seen = true
            where ctid = any (array(
              select ctid from budget_spend where not seen limit ? for update skip locked))
            returning budget_id
            """,
            row -> row.id("budget_id"),
            many));
  }

  private static final String REACHED =
      """
      select b.id, b.workspace_id, l.kind, t.pct
      from budget b
      cross join lateral budget_window(b.spend_window, statement_timestamp()) as w (start)
      cross join lateral (
        select sum(p.usd) as usd from budget_spend p
        where p.budget_id = b.id and p.window_start = w.start) s
      cross join lateral
        (values ('soft', b.soft_limit_usd), ('hard', b.hard_limit_usd)) as l (kind, usd)
      cross join (values (50), (80), (100)) as t (pct)
      where b.id = any (?) and s.usd * 100 >= l.usd * t.pct
        and not exists (
          select from budget_alert a
          where a.budget_id = b.id and a.window_start = w.start
            and a.threshold_kind = l.kind and a.threshold_pct = t.pct)
      order by b.id, l.kind desc, t.pct
      """;

  /** In one order for everybody. */
  List<Reached> reached(Set<UUID> budgets) {
    return sql.list(
        REACHED,
        row ->
            new Reached(
                row.id("id"), row.id("workspace_id"), row.text("kind"), (int) row.number("pct")),
        (Object) budgets.toArray(UUID[]::new));
  }

  /** What is told. */
  record Told(
      Budget budget, String kind, int percent, BigDecimal limit, String severity, String message) {}

  /** False when somebody told it before. */
  boolean add(Told told) {
    Budget budget = told.budget();
    return sql.update(
            """
            insert into budget_alert
              (id, workspace_id, budget_id, window_start, threshold_kind, threshold_pct, severity,
               message, current_spend_usd, limit_usd, burn_rate_usd_per_day, url, due_at)
            select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, webhook_url,
                   case when webhook_url is not null then clock_timestamp() end
            from budget where id = ?
            on conflict (budget_id, window_start, threshold_kind, threshold_pct) do nothing
            """,
            Ids.newId(),
            budget.workspaceId(),
            budget.id(),
            budget.windowStart(),
            told.kind(),
            told.percent(),
            told.severity(),
            told.message(),
            budget.spend(),
            told.limit(),
            budget.burnRate(),
            budget.id())
        == 1;
  }

  Page<BudgetApi.Alert> list(UUID workspace, PageRequest page) {
    List<BudgetApi.Alert> found =
        sql.list(
            "select * from budget_alert where workspace_id = ? order by id desc limit ? offset ?",
            row ->
                new BudgetApi.Alert(
                    row.id("id"),
                    row.id("budget_id"),
                    row.text("threshold_kind"),
                    (int) row.number("threshold_pct"),
                    row.text("severity"),
                    row.text("message"),
                    dollars(row, "current_spend_usd"),
                    dollars(row, "limit_usd"),
                    dollars(row, "burn_rate_usd_per_day"),
                    row.instant("window_start"),
                    row.instant("created_at"),
                    row.optionalInstant("delivered_at")),
            workspace,
            page.limit(),
            page.offset());
    long total =
        sql.first(
                "select count(*) as n from budget_alert where workspace_id = ?",
                row -> row.number("n"),
                workspace)
            .orElseThrow();
    return Page.of(found, total, page);
  }

  private static String dollars(Sql.Row row, String column) throws java.sql.SQLException {
    return Dollars.text(Objects.requireNonNull(row.optionalDecimal(column)));
  }

  /**
   * An alert that is to be sent.
   *
   * @param sealedSecret null when its budget is deleted
   * @param attempts how often it was tried, this time included
   */
  record Due(
      UUID id,
      UUID workspaceId,
      UUID budgetId,
      String url,
      String kind,
      int percent,
      String severity,
      String message,
      String spend,
      String limit,
      String burnRate,
      String scopeType,
      String window,
      byte[] sealedSecret,
      int attempts,
      Instant createdAt,
      Instant now) {}

  /** Takes due ones for as long as sending may take; a server that dies loses them by that. */
  List<Due> claim(int many, Duration lease) {
    return sql.list(
        """
        update budget_alert a set
          attempts = a.attempts + 1,
          due_at = clock_timestamp() + make_interval(secs => ?)
        from (select id from budget_alert where due_at <= statement_timestamp()
              order by due_at limit ? for update skip locked) due,
             budget b
        where a.id = due.id and b.id = a.budget_id
        returning a.id, a.workspace_id, a.budget_id, a.url, a.threshold_kind, a.threshold_pct,
          a.severity, a.message, a.current_spend_usd, a.limit_usd, a.burn_rate_usd_per_day,
          a.attempts, a.created_at, b.agent, b.spend_window, b.alert_secret,
          clock_timestamp() as now
        """,
        row ->
            new Due(
                row.id("id"),
                row.id("workspace_id"),
                row.id("budget_id"),
                row.text("url"),
                row.text("threshold_kind"),
                (int) row.number("threshold_pct"),
                row.text("severity"),
                row.text("message"),
                dollars(row, "current_spend_usd"),
                dollars(row, "limit_usd"),
                dollars(row, "burn_rate_usd_per_day"),
                scope(row.optionalText("agent")),
                row.text("spend_window"),
                row.bytes("alert_secret"),
                (int) row.number("attempts"),
                row.instant("created_at"),
                row.instant("now")),
        lease.toSeconds(),
        many);
  }

  private static String scope(@Nullable String agent) {
    return agent == null ? "workspace" : "agent";
  }

  /** What a budget had to tell is told to nobody once it is deleted. */
  void dropOrphans() {
    sql.update(
        """
        update budget_alert a set due_at = null
        where due_at is not null and not exists (select from budget b where b.id = a.budget_id)
        """);
  }

  void later(UUID alert, Duration pause) {
    sql.update(
        "update budget_alert set due_at = clock_timestamp() + make_interval(secs => ?) where id = ?",
        pause.toSeconds(),
        alert);
  }

  void delivered(UUID alert) {
    sql.update(
        "update budget_alert set due_at = null, delivered_at = clock_timestamp() where id = ?",
        alert);
  }

  void giveUp(UUID alert) {
    sql.update("update budget_alert set due_at = null where id = ?", alert);
  }
}
