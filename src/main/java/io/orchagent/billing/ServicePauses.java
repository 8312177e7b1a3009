package io.orchagent.billing;

import io.orchagent.platform.work.Loop;
import io.orchagent.platform.work.Tick;
import io.orchagent.services.ServiceBudget;
import io.orchagent.services.ServiceControl;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Pauses the services that a reached hard limit no longer pays for, and keeps them so. */
@ApplicationScoped
public class ServicePauses implements ServiceBudget, Tick {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final BudgetQueries budgets;
  private final ServiceControl services;
  private volatile @Nullable Loop loop;

  ServicePauses(BudgetQueries budgets, ServiceControl services) {
    this.budgets = budgets;
    this.services = services;
  }

  void open(@Observes @Priority(Loop.AFTER_ALL_ELSE) StartupEvent event) {
    loop = Loop.start("budget-pauses", PAUSE, this::tick);
  }

  void close(@Observes ShutdownEvent event) {
    if (loop != null) {
      loop.close();
    }
  }

  @Override
  public boolean allows(UUID workspace, String agent) {
    return budgets.pausing(workspace, agent).isEmpty();
  }

  @Override
  public String tickName() {
    return "budget_pauses";
  }

  /** How many services were paused. */
  @Override
  public int tick() {
    int paused = 0;
    for (Budget budget : budgets.pausing()) {
      String agent = budget.agent() == null ? "" : budget.agent();
      paused += services.pauseForBudget(budget.workspaceId(), agent);
    }
    return paused;
  }
}
