package io.orchagent.schedules;

import io.orchagent.platform.work.Tick;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/** Deletes what is told of schedules when it is too old to be kept. */
@ApplicationScoped
public class SchedulePurge implements Tick {
  private static final Logger LOG = Logger.getLogger(SchedulePurge.class);
  private static final int BATCH = 1_000;

  private final ScheduleQueries queries;
  private final ScheduleEvents events;
  private final SchedulesConfig config;

  SchedulePurge(ScheduleQueries queries, ScheduleEvents events, SchedulesConfig config) {
    this.queries = queries;
    this.events = events;
    this.config = config;
  }

  @Scheduled(
      identity = "schedule-purge",
      every = "1h",
      delayed = "6m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void hourly() {
    try {
      purge();
    } catch (RuntimeException e) {
      LOG.warnf("old events of schedules were not deleted, tried again: %s", e.getMessage());
    }
  }

  void purge() {
    Instant before = queries.now().minus(config.eventRetention());
    all(() -> events.purge(before, BATCH));
    all(() -> events.purgeFirings(before, BATCH));
  }

  private static void all(IntSupplier batch) {
    int deleted;
    do {
      deleted = batch.getAsInt();
    } while (deleted == BATCH);
  }

  @Override
  public String tickName() {
    return "schedule_events";
  }

  @Override
  public int tick() {
    purge();
    return 0;
  }
}
