package io.orchagent.billing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.orchagent.billing.LedgerQueries.Differences;
import io.orchagent.platform.work.Tick;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Proves every night that the ledger adds up, and says so: {@code orchagent.ledger.differences} is
 * 0, {@code orchagent.ledger.proofs} counts. Every server does, each for its own metric. What is
 * owed is paid where earnings have come in since.
 */
@Startup
@ApplicationScoped
public class LedgerProof implements Tick {
  private static final Logger LOG = Logger.getLogger(LedgerProof.class);

  private static final Duration A_NIGHT = Duration.ofHours(20);

  private final LedgerQueries queries;
  private final Ledger ledger;
  private final BudgetQueries budgets;
  private final Counter sound;
  private final Counter broken;
  private final AtomicLong differences;
  private final AtomicLong sum = new AtomicLong();
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
    this.differences = metrics.gauge("orchagent.ledger.differences", new AtomicLong());
    Gauge.builder("orchagent.ledger.sum", sum, cents -> cents.get() / 100.0)
        .baseUnit("usd")
        .register(metrics);
    this.sound = proofs(metrics, "sound");
    this.broken = proofs(metrics, "broken");
    TimeGauge.builder(
            "orchagent.ledger.proof.timestamp",
            this,
            TimeUnit.MILLISECONDS,
            proof -> proof.proved.toEpochMilli())
        .register(metrics);
  }

  private static Counter proofs(MeterRegistry metrics, String result) {
    return metrics.counter("orchagent.ledger.proofs", "result", result);
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
    (found.count() == 0 ? sound : broken).increment();
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
