package io.orchagent.calls.retention;

import io.orchagent.platform.persistence.SqlFailure;
import io.orchagent.platform.work.Tick;
import io.orchagent.workspaces.Retention;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/** Deletes what is too old to be kept. */
@ApplicationScoped
public class RunRetention implements Tick {
  private static final Logger LOG = Logger.getLogger(RunRetention.class);

  private final RetentionQueries queries;
  private final Retention retention;
  private final CountedRuns counted;

  RunRetention(RetentionQueries queries, Retention retention, CountedRuns counted) {
    this.queries = queries;
    this.retention = retention;
    this.counted = counted;
  }

  @Scheduled(
      identity = "run-retention",
      every = "1h",
      delayed = "5m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void hourly() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warnf("old runs could not be deleted, the next hour tries again: %s", e.getMessage());
    }
  }

  void sweep() {
    Instant now = queries.now();
    Retention.Kept server = retention.server();
    drop("run_payload", now.minus(server.payloads()));
    drop("run_trace_event", now.minus(server.payloads()));
    Instant old = counted.until(now.minus(server.runs()));
    drop("run", old);
    long payloads = all(() -> queries.deletePayloads(now.minus(server.payloads())));
    long runs = all(() -> queries.deleteRuns(old));
    for (Retention.Shorter own : retention.shorter()) {
      Retention.Kept kept = own.kept();
      payloads += all(() -> queries.deletePayloads(own.workspaceId(), now.minus(kept.payloads())));
      Instant ownOld = counted.until(own.workspaceId(), now.minus(kept.runs()));
      runs += all(() -> queries.deleteRuns(own.workspaceId(), ownOld));
    }
    if (payloads + runs > 0) {
      LOG.infof("deleted %d payloads and %d runs that were too old", payloads, runs);
    }
  }

  private static long all(IntSupplier batch) {
    long sum = 0;
    int deleted;
    do {
      deleted = batch.getAsInt();
      sum += deleted;
    } while (deleted == RetentionQueries.BATCH);
    return sum;
  }

  private void drop(String table, Instant before) {
    try {
      List<String> dropped =
          QuarkusTransaction.requiringNew().call(() -> queries.dropPartitions(table, before));
      if (!dropped.isEmpty()) {
        LOG.infof("dropped the partitions %s", dropped);
      }
    } catch (SqlFailure e) {
      LOG.infof("partitions of %s are in use and dropped another time", table);
    }
  }

  @Override
  public String tickName() {
    return "run_retention";
  }

  @Override
  public int tick() {
    sweep();
    return 0;
  }
}
