package io.orchagent.usage.rollups;

import io.orchagent.calls.retention.CountedRuns;
import io.orchagent.platform.work.Loop;
import io.orchagent.platform.work.Tick;
import io.orchagent.usage.rollups.RollupQueries.OpenHour;
import io.orchagent.usage.rollups.RollupQueries.Progress;
import io.orchagent.workspaces.Retention;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Counts the hours that are over. */
@ApplicationScoped
public class Rollups implements CountedRuns, Tick {
  /**
   * How long an hour is over before it is counted: by then every run of it has its row, also one
   * whose start row PostgreSQL lost and which is written with its end.
   */
  private static final Duration SETTLED = Duration.ofHours(1);

  private static final Duration HOUR = Duration.ofHours(1);

  /**
   * How long after its beginning the hours of a day have groups. Thirty days from any hour on begin
   * with hours of a day that is not asked for as a whole.
   */
  public static final Duration HOURS_GROUPED = Duration.ofDays(33);

  private static final OpenHour FIRST = new OpenHour(new UUID(0, 0), Instant.EPOCH);

  private final RollupQueries queries;
  private final RollupsConfig config;
  private final Retention retention;
  private volatile @Nullable Loop loop;

  Rollups(RollupQueries queries, RollupsConfig config, Retention retention) {
    this.queries = queries;
    this.config = config;
    this.retention = retention;
  }

  void open(@Observes @Priority(Loop.AFTER_ALL_ELSE) StartupEvent event) {
    loop = Loop.start("usage-rollups", config.rollupInterval(), this::tick);
  }

  @PreDestroy
  void stop() {
    Loop running = loop;
    if (running != null) {
      running.close();
    }
  }

  @Override
  public String tickName() {
    return "usage_rollups";
  }

  /** Counts all that can be counted; how many hours that were. */
  @Override
  public int tick() {
    int hours = 0;
    while (QuarkusTransaction.requiringNew().call(this::countNext)) {
      hours++;
    }
    if (hours > 0) {
      forgetDeleted();
    }
    hours += closeOpen();
    deleteOld();
    return hours;
  }

  private boolean countNext() {
    if (!isOver(queries.progress())) {
      return false;
    }
    Progress progress = queries.hold();
    if (!isOver(progress)) {
      return false;
    }
    Instant hour = progress.countedUntil();
    Instant end = hour.plus(HOUR);
    queries.leaveOpen(hour);
    queries.countHour(hour);
    queries.sumHour(hour);
    if (end.equals(dayOf(end))) {
      queries.countDay(dayOf(hour));
      queries.forgetGroupedHours(end.minus(HOURS_GROUPED));
    }
    queries.advance(end);
    return true;
  }

  private static boolean isOver(Progress progress) {
    return !progress.countedUntil().plus(HOUR).plus(SETTLED).isAfter(progress.now());
  }

  private int closeOpen() {
    int closed = 0;
    List<OpenHour> open = queries.open(FIRST);
    while (!open.isEmpty()) {
      for (OpenHour hour : open) {
        closed += QuarkusTransaction.requiringNew().call(() -> close(hour)) ? 1 : 0;
      }
      open = queries.open(open.getLast());
    }
    return closed;
  }

  private boolean close(OpenHour open) {
    Progress progress = queries.hold();
    if (!queries.close(open)) {
      return false;
    }
    queries.countHour(open.workspaceId(), open.hour());
    queries.sumHour(open.workspaceId(), open.hour());
    Instant day = dayOf(open.hour());
    if (progress.countedUntil().isBefore(day.plus(HOURS_GROUPED))) {
      queries.groupHour(open.workspaceId(), open.hour());
    }
    if (!progress.countedUntil().isBefore(day.plus(Duration.ofDays(1)))) {
      queries.recountDay(open.workspaceId(), day);
    }
    return true;
  }

  /** Of a workspace whose runs are gone too: until then its hours may be counted anew. */
  void forgetDeleted() {
    Instant before = queries.progress().now().minus(retention.server().runs());
    for (UUID workspace : queries.deleted(before)) {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                queries.hold();
                queries.forget(workspace);
              });
    }
  }

  /** Whole days, so that a day stays the sum of its hours. */
  private void deleteOld() {
    Instant before = dayOf(queries.progress().now().minus(config.retention()));
    int most;
    do {
      most = queries.deleteBefore(before);
    } while (most == RollupQueries.BATCH);
  }

  /** Before this, all hours are counted but the open ones; rows tell the rest. */
  public Instant countedUntil() {
    return queries.progress().countedUntil();
  }

  @Override
  public Instant until(Instant wanted) {
    return until(wanted, queries.oldestOpen());
  }

  @Override
  public Instant until(UUID workspaceId, Instant wanted) {
    return until(wanted, queries.oldestOpen(workspaceId));
  }

  /** By ids, which may be older than the hour that they are counted in. */
  private Instant until(Instant wanted, Optional<Instant> oldestOpen) {
    Instant counted = countedUntil();
    Instant rows = oldestOpen.filter(counted::isAfter).orElse(counted);
    Instant ids = rows.minus(RollupQueries.LONGEST_REQUEST);
    return ids.isBefore(wanted) ? ids : wanted;
  }

  private static Instant dayOf(Instant moment) {
    return moment.truncatedTo(ChronoUnit.DAYS);
  }
}
