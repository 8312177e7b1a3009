package io.orchagent.calls;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** This server as the others see it: a row that beats. */
@ApplicationScoped
public class ServerInstance {
  private static final Logger LOG = Logger.getLogger(ServerInstance.class);

  /**
   * Between two beats. After more this server or the database stood still, and then the others may
   * be as late: shorter than what makes a server a silent one, by a beat.
   */
  private static final Duration GAP = Duration.ofSeconds(12);

  private final Sql sql;
  private final RunRows rows;
  private final UUID id = Ids.newId();
  private final Clock clock;
  private volatile @Nullable Beats beats;

  ServerInstance(Sql sql, RunRows rows, Clock clock) {
    this.sql = sql;
    this.rows = rows;
    this.clock = clock;
  }

  /** Beats without a gap, from the first to the last one that arrived. */
  private record Beats(Instant since, Instant last) {
    boolean goOn(Instant now) {
      return !now.isBefore(last) && Duration.between(last, now).compareTo(GAP) <= 0;
    }
  }

  /** Its row: another one each time a server starts. */
  public UUID id() {
    return id;
  }

  /** How long every beat has reached the database. */
  Duration inTouch() {
    Beats known = beats;
    Instant now = clock.instant();
    return known != null && known.goOn(now) ? Duration.between(known.since(), now) : Duration.ZERO;
  }

  void start(@Observes StartupEvent event) {
    rows.ensurePartitions();
    beat();
  }

  @Scheduled(
      identity = "server-heartbeat",
      every = "5s",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void beat() {
    try {
      sql.update(
          """
          insert into server_instance (id, host) values (?, ?)
          on conflict (id) do update set heartbeat_at = clock_timestamp()
          """,
          id,
          host());
      Beats known = beats;
      Instant now = clock.instant();
      beats = new Beats(known != null && known.goOn(now) ? known.since() : now, now);
    } catch (RuntimeException e) {
      beats = null;
      LOG.warnf("the heartbeat did not reach the database: %s", e.getMessage());
    }
  }

  @Scheduled(
      identity = "run-partitions",
      every = "24h",
      delayed = "24h",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void daily() {
    rows.ensurePartitions();
    sql.update("delete from server_instance where heartbeat_at < now() - interval '7 days'");
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
