package io.orchagent.calls;

import io.orchagent.platform.work.Tick;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Ends the runs that nobody else will end, on behalf of any server. Several servers may look at
 * once: rows that one has locked the others skip.
 */
@ApplicationScoped
public class DeadRuns implements Tick {
  private static final Logger LOG = Logger.getLogger(DeadRuns.class);

  /** Four missed beats. */
  static final Duration SILENCE = Duration.ofSeconds(20);

  private static final Duration TWO_BEATS = Duration.ofSeconds(10);

  /** What a run may still need after its deadline to be killed and written. */
  static final Duration GRACE = Duration.ofSeconds(60);

  private static final String SILENT = "server_silent";
  private static final String NOT_STORED = "result_not_stored";
  private static final String OVERDUE = "overdue";

  /** Why runs are ended here. */
  static final List<String> REASONS = List.of(SILENT, NOT_STORED, OVERDUE);

  private static final Duration FORGOTTEN_AGE = Duration.ofSeconds(30);

  private final RunRows rows;
  private final Admissions admissions;
  private final ServerInstance server;
  private final RunsUnderWay underWay;
  private final CrashedRuns told;
  private final CallMetrics metrics;
  private final ChildRuns children;

  DeadRuns(
      RunRows rows,
      Admissions admissions,
      ServerInstance server,
      RunsUnderWay underWay,
      CrashedRuns told,
      CallMetrics metrics,
      ChildRuns children) {
    this.rows = rows;
    this.admissions = admissions;
    this.server = server;
    this.underWay = underWay;
    this.told = told;
    this.metrics = metrics;
    this.children = children;
  }

  @Scheduled(
      identity = "dead-runs",
      every = "5s",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void look() {
    try {
      endForgotten();
      endOverdue();
      children.endOrphans();
      // After an outage of the database everybody's last beat is old: first let all of them beat.
      if (server.inTouch().compareTo(TWO_BEATS) > 0) {
        endOfSilentServers();
      }
    } catch (RuntimeException e) {
      LOG.warnf("could not look for dead runs: %s", e.getMessage());
    }
  }

  int endOfSilentServers() {
    return end(SILENT, () -> rows.endOfSilentServers(SILENCE));
  }

  int endForgotten() {
    return end(NOT_STORED, () -> rows.endForgotten(server.id(), underWay.ids(), FORGOTTEN_AGE));
  }

  int endOverdue() {
    return end(OVERDUE, () -> rows.endOverdue(GRACE));
  }

  private int end(String reason, Supplier<List<CallAdmission.Ended>> claim) {
    List<CallAdmission.Ended> ended =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  List<CallAdmission.Ended> runs = claim.get();
                  told.crashed(runs.stream().map(CallAdmission.Ended::runId).toList());
                  return runs;
                });
    ended.forEach(admissions::leave);
    if (!ended.isEmpty()) {
      LOG.warnf("ended %d dead runs: %s", ended.size(), reason);
      metrics.reaped(reason, ended.size());
    }
    return ended.size();
  }

  @Override
  public String tickName() {
    return "dead_runs";
  }

  @Override
  public int tick() {
    look();
    return 0;
  }
}
