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
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;

/** This server as the others see it: a row that beats. */
@ApplicationScoped
public class ServerInstance {
  private static final Logger LOG = Logger.getLogger(ServerInstance.class);

  private final Sql sql;
  private final RunRows rows;
  private final UUID id = Ids.newId();
  private volatile long inTouchSince;
  private volatile boolean inTouch;

  ServerInstance(Sql sql, RunRows rows) {
    this.sql = sql;
    this.rows = rows;
  }

  /** Its row: another one each time a server starts. */
  public UUID id() {
    return id;
  }

  /** How long every beat has reached the database. */
  Duration inTouch() {
    return inTouch ? Duration.ofNanos(System.nanoTime() - inTouchSince) : Duration.ZERO;
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
      if (!inTouch) {
        inTouchSince = System.nanoTime();
        inTouch = true;
      }
    } catch (RuntimeException e) {
      inTouch = false;
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
