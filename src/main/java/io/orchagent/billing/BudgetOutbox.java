package io.orchagent.billing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orchagent.billing.BudgetAlertQueries.Due;
import io.orchagent.platform.outbound.Redelivery;
import io.orchagent.platform.outbound.SignedPosts;
import java.time.Duration;
import java.util.List;

/** Alerts of budgets that are to be sent. */
final class BudgetOutbox implements Redelivery.Outbox<Due> {
  private final BudgetAlertQueries queries;
  private final BudgetSecrets secrets;
  private final SignedPosts posts;

  BudgetOutbox(BudgetAlertQueries queries, BudgetSecrets secrets, SignedPosts posts) {
    this.queries = queries;
    this.secrets = secrets;
    this.posts = posts;
  }

  @Override
  public List<Due> claim(int most, Duration lease) {
    return queries.claim(most, lease);
  }

  @Override
  public Redelivery.Progress progress(Due alert) {
    return new Redelivery.Progress(
        alert.id(), alert.attempts(), Duration.between(alert.createdAt(), alert.now()));
  }

  @Override
  public String send(Due alert) {
    byte[] key = secrets.open(alert.workspaceId(), alert.budgetId(), alert.sealedSecret());
    return posts.post(alert.id(), alert.url(), body(alert), key);
  }

  @Override
  public void arrived(Due alert) {
    queries.delivered(alert.id());
  }

  @Override
  public void later(Due alert, Duration pause) {
    queries.later(alert.id(), pause);
  }

  @Override
  public void giveUp(Due alert) {
    queries.giveUp(alert.id());
  }

  private static String body(Due alert) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event", "budget.threshold")
        .put("severity", alert.severity())
        .put("message", alert.message())
        .put("policy_id", alert.budgetId().toString())
        .put("threshold_kind", alert.kind())
        .put("threshold_pct", alert.percent())
        .put("current_spend_usd", alert.spend())
        .put("limit_usd", alert.limit())
        .put("burn_rate_usd_per_day", alert.burnRate())
        .put("scope_type", alert.scopeType())
        .put("window", alert.window())
        .put("workspace_id", alert.workspaceId().toString())
        .toString();
  }
}
