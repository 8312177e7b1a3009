package io.orchagent.billing;

import io.orchagent.billing.BudgetAlertQueries.Due;
import io.orchagent.billing.BudgetAlertQueries.Reached;
import io.orchagent.billing.BudgetAlertQueries.Told;
import io.orchagent.platform.outbound.Redelivery;
import io.orchagent.platform.outbound.SignedPosts;
import io.orchagent.platform.work.Loop;
import io.orchagent.platform.work.Tick;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Notes the thresholds that were reached, each once a window however many servers look, and sends
 * them, signed, until somebody takes them with a 2xx or an hour has passed.
 */
@ApplicationScoped
public class BudgetAlerts implements Tick {
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int PARTS = 500;
  private static final int ALL = 100;
  private static final int HALF = 50;

  private final BudgetQueries budgets;
  private final BudgetAlertQueries queries;
  private final Redelivery<Due> delivery;
  private volatile @Nullable Loop loop;

  BudgetAlerts(
      BudgetQueries budgets, BudgetAlertQueries queries, BudgetSecrets secrets, SignedPosts posts) {
    this.budgets = budgets;
    this.queries = queries;
    this.delivery = new Redelivery<>(new BudgetOutbox(queries, secrets, posts));
  }

  void open(@Observes @Priority(Loop.AFTER_ALL_ELSE) StartupEvent event) {
    loop = Loop.start("budget-alerts", PAUSE, this::tick);
  }

  void close(@Observes ShutdownEvent event) {
    if (loop != null) {
      loop.close();
    }
  }

  @Override
  public String tickName() {
    return "budget_alerts";
  }

  /** How many thresholds were noted. */
  @Override
  public int tick() {
    int noted = note();
    queries.dropOrphans();
    delivery.deliverAll();
    return noted;
  }

  int note() {
    int noted = 0;
    boolean more = true;
    while (more) {
      Looked looked = QuarkusTransaction.requiringNew().call(this::look);
      noted += looked.noted();
      more = looked.more();
    }
    return noted;
  }

  private record Looked(int noted, boolean more) {}

  private Looked look() {
    Set<UUID> unseen = queries.unseen(PARTS);
    if (unseen.isEmpty()) {
      return new Looked(0, false);
    }
    int noted = 0;
    for (Reached reached : queries.reached(unseen)) {
      Optional<Budget> budget = budgets.find(reached.workspaceId(), reached.budgetId());
      if (budget.isPresent() && queries.add(told(budget.get(), reached))) {
        noted++;
      }
    }
    return new Looked(noted, true);
  }

  private static Told told(Budget budget, Reached reached) {
    boolean hard = reached.kind().equals("hard");
    BigDecimal limit = hard ? budget.hardLimit() : budget.softLimit();
    BigDecimal shown = limit == null ? budget.lastLimit() : limit;
    String whose = budget.agent() == null ? "the workspace" : budget.agent();
    String message =
        Dollars.text(budget.spend())
            + " USD of the "
            + reached.kind()
            + " limit of "
            + Dollars.text(shown)
            + " USD are spent: "
            + reached.percent()
            + " % of the "
            + budget.window()
            + " budget of "
            + whose
            + " is reached.";
    return new Told(
        budget,
        reached.kind(),
        reached.percent(),
        shown,
        severity(hard, reached.percent()),
        message);
  }

  private static String severity(boolean hard, int percent) {
    if (percent >= ALL) {
      return hard ? "critical" : "warning";
    }
    return percent > HALF ? "warning" : "info";
  }

  int deliver() {
    return delivery.deliver();
  }
}
