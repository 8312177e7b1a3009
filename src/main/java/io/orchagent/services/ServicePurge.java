package io.orchagent.services;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.work.Tick;
import io.orchagent.services.runtime.ServicesConfig;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/** Deletes what is told of services when it is too old to be kept. */
@ApplicationScoped
public class ServicePurge implements Tick {
  private static final Logger LOG = Logger.getLogger(ServicePurge.class);
  private static final int BATCH = 1_000;

  private final Sql sql;
  private final ServiceEvents events;
  private final ServiceLogs logs;
  private final InstanceRows instances;
  private final ServicesConfig config;
  private final Clock clock;

  ServicePurge(
      Sql sql,
      ServiceEvents events,
      ServiceLogs logs,
      InstanceRows instances,
      ServicesConfig config,
      Clock clock) {
    this.sql = sql;
    this.events = events;
    this.logs = logs;
    this.instances = instances;
    this.config = config;
    this.clock = clock;
  }

  @Scheduled(
      identity = "service-purge",
      every = "1h",
      delayed = "7m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void hourly() {
    try {
      purge();
    } catch (RuntimeException e) {
      LOG.warnf("what is old of services was not deleted, tried again: %s", e.getMessage());
    }
  }

  void purge() {
    Instant lines = clock.instant().minus(config.logRetention());
    Instant before = clock.instant().minus(config.eventRetention());
    all(() -> logs.purge(lines, BATCH));
    all(() -> events.purge(before, BATCH));
    // Whatever was counted stays in service_compute
    all(() -> instances.purge(lines, BATCH));
    all(() -> services(before));
  }

  private int services(Instant before) {
    return sql.update(
        """
        delete from service where id in (
          select id from service where at_rest and deleted_at < ? limit ? for update skip locked)
        """,
        before,
        BATCH);
  }

  private static void all(IntSupplier batch) {
    int deleted;
    do {
      deleted = batch.getAsInt();
    } while (deleted == BATCH);
  }

  @Override
  public String tickName() {
    return "service_purge";
  }

  @Override
  public int tick() {
    purge();
    return 0;
  }
}
