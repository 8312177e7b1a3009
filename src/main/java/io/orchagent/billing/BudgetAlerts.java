package io.orchagent.billing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orchagent.billing.BudgetAlertQueries.Due;
import io.orchagent.billing.BudgetAlertQueries.Reached;
import io.orchagent.billing.BudgetAlertQueries.Told;
import io.orchagent.platform.outbound.SignedPosts;
import io.orchagent.platform.work.Loop;
import io.orchagent.platform.work.Tick;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Notes the thresholds that were reached, each once a window however many servers look, and sends
 * them, signed, until somebody takes them with a 2xx or an hour has passed.
 */
@ApplicationScoped
public class BudgetAlerts implements Tick {
  private static final Logger LOG = Logger.getLogger(BudgetAlerts.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final Duration GIVEN_UP = Duration.ofHours(1);
  private static final int AT_ONCE = 16;
  private static final int ALL = 100;
  private static final int HALF = 50;

  private final BudgetQueries budgets;
  private final BudgetAlertQueries queries;
  private final BudgetSecrets secrets;
  private final SignedPosts posts;
  private volatile @Nullable Loop loop;

  BudgetAlerts(
      BudgetQueries budgets, BudgetAlertQueries queries, BudgetSecrets secrets, SignedPosts posts) {
    this.budgets = budgets;
    this.queries = queries;
    this.secrets = secrets;
    this.posts = posts;
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
    while (deliver() > 0) {
      // What was not taken is due later
    }
    return noted;
  }

  int note() {
    int noted = 0;
    for (Reached reached : queries.reached()) {
      Optional<Budget> budget = budgets.find(reached.workspaceId(), reached.budgetId());
      if (budget.isPresent() && queries.add(told(budget.get(), reached))) {
        noted++;
      }
    }
    return noted;
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

  /** Sends what is due, some at one time; how many that were. */
  int deliver() {
    List<Due> due = queries.claim(AT_ONCE, LEASE);
    List<Thread> sending =
        due.stream()
            .map(alert -> Thread.ofVirtual().name("budget-alert").start(() -> send(alert)))
            .toList();
    try {
      for (Thread each : sending) {
        each.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return due.size();
  }

  private void send(Due alert) {
    try {
      byte[] key = secrets.open(alert.workspaceId(), alert.budgetId(), alert.sealedSecret());
      String problem = posts.post(alert.id(), alert.url(), body(alert), key);
      if (problem.isEmpty()) {
        queries.delivered(alert.id());
      } else if (!alert.now().isBefore(alert.createdAt().plus(GIVEN_UP))) {
        LOG.infof("the alert %s was given up: %s", alert.id(), problem);
        queries.giveUp(alert.id());
      } else {
        queries.later(alert.id(), pause(alert.attempts()));
      }
    } catch (RuntimeException e) {
      LOG.warnf("the alert %s is tried again: %s", alert.id(), e.getMessage());
    }
  }

  private static Duration pause(int attempts) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
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
