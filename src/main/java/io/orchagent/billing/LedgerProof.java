package io.orchagent.billing;

import io.micrometer.core.instrument.MeterRegistry;
import io.orchagent.billing.LedgerQueries.Differences;
import io.orchagent.platform.work.Tick;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Proves every night that the ledger adds up, and says so: {@code orchagent.ledger.differences} is
 * 0, {@code orchagent.ledger.proofs} counts. Every server does, each for its own metric. What is
 * owed is paid where earnings have come in since.
 */
@ApplicationScoped
public class LedgerProof implements Tick {
  private static final Logger LOG = Logger.getLogger(LedgerProof.class);

  private static final Duration A_NIGHT = Duration.ofHours(20);

  private final LedgerQueries queries;
  private final Ledger ledger;
  private final BudgetQueries budgets;
  private final MeterRegistry metrics;
  private final AtomicLong differences;
  private final AtomicLong sum;
  private final Clock clock;
  private volatile Instant proved;

  LedgerProof(
      LedgerQueries queries,
      Ledger ledger,
      BudgetQueries budgets,
      MeterRegistry metrics,
      Clock clock) {
    this.clock = clock;
    this.proved = clock.instant();
    this.queries = queries;
    this.ledger = ledger;
    this.budgets = budgets;
    this.metrics = metrics;
    this.differences = metrics.gauge("orchagent.ledger.differences", new AtomicLong());
    this.sum = metrics.gauge("orchagent.ledger.sum.cents", new AtomicLong());
  }

  @Scheduled(
      identity = "ledger-proof",
      cron = "0 20 2 * * ?",
      timeZone = "UTC",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void nightly() {
    try {
      night();
    } catch (RuntimeException e) {
      LOG.errorf("the ledger could not be proved, the next night tries again: %s", e.getMessage());
    }
  }

  /** What does not add up: nothing, or somebody has changed tables by hand. */
  Differences prove() {
    Differences found = queries.differences();
    differences.set(found.count());
    sum.set(found.sum());
    metrics
        .counter("orchagent.ledger.proofs", "result", found.count() == 0 ? "sound" : "broken")
        .increment();
    if (found.count() != 0) {
      LOG.errorf("the ledger does not add up: %s", found);
    }
    return found;
  }

  @Override
  public String tickName() {
    return "ledger_proof";
  }

  /** Where an outside clock knocks every minute, once a night is enough as well. */
  @Override
  public int tick() {
    if (clock.instant().isBefore(proved.plus(A_NIGHT))) {
      return 0;
    }
    return (int) night().count();
  }

  private Differences night() {
    for (var debtor : queries.debtors()) {
      QuarkusTransaction.requiringNew().run(() -> ledger.payDebt(debtor));
    }
    budgets.forgetOld();
    proved = clock.instant();
    return prove();
  }
}
