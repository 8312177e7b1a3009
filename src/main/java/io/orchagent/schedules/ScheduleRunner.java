package io.orchagent.schedules;

import io.orchagent.platform.work.Loop;
import io.orchagent.platform.work.Tick;
import io.orchagent.schedules.DueQueries.Outlook;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for schedules that are due, on every server: at the beginning of each minute of the
 * database's clock, which is when cron schedules fall due, and now and then in between for what was
 * left.
 */
@ApplicationScoped
public class ScheduleRunner implements Tick {
  /** What is due and was passed over is in somebody else's hands, for as long as a commit takes. */
  private static final Duration PASSED_OVER = Duration.ofMillis(20);

  /** Rather a little late than early, which would be another look. */
  private static final Duration MARGIN = Duration.ofMillis(1);

  private final Firings firings;
  private final DueQueries queries;
  private final SchedulesConfig config;
  private final ScheduleMetrics metrics;
  private volatile @Nullable Loop loop;
  private volatile boolean closed;

  ScheduleRunner(
      Firings firings, DueQueries queries, SchedulesConfig config, ScheduleMetrics metrics) {
    this.firings = firings;
    this.queries = queries;
    this.config = config;
    this.metrics = metrics;
  }

  void open(@Observes @Priority(Loop.AFTER_ALL_ELSE) StartupEvent event) {
    if (config.fires()) {
      loop = Loop.startPaced("schedules", config.pollInterval(), this::look);
    }
  }

  void close(@Observes ShutdownEvent event) {
    closed = true;
    if (loop != null) {
      loop.close();
    }
  }

  /**
   * Fires all that is due; how many schedules that were. When there are more than one batch holds,
   * several are taken at one time.
   */
  int fireAll() {
    int all = fireOnce();
    if (all < config.batch()) {
      return all;
    }
    List<Future<Integer>> others;
    // Closing it waits for them
    try (ExecutorService claimers = Executors.newVirtualThreadPerTaskExecutor()) {
      others =
          IntStream.range(1, config.claimers())
              .mapToObj(i -> claimers.submit(this::fireOn))
              .toList();
      all += fireOn();
    }
    for (Future<Integer> other : others) {
      if (other.state() == Future.State.FAILED) {
        throw new IllegalStateException("a claimer failed", other.exceptionNow());
      }
      all += other.resultNow();
    }
    return all;
  }

  private int fireOnce() {
    Firings.Fired fired = firings.fire();
    metrics.fired(fired.late());
    return fired.claimed();
  }

  private int fireOn() {
    int all = 0;
    int claimed;
    do {
      claimed = fireOnce();
      all += claimed;
    } while (claimed == config.batch() && !closed);
    return all;
  }

  /** Until when nothing will be due. */
  private Duration look() {
    fireAll();
    Outlook outlook = queries.outlook();
    Instant next = outlook.next();
    if (next != null && !next.isAfter(outlook.now())) {
      return PASSED_OVER;
    }
    Instant minute = outlook.now().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    Duration pause = Duration.between(outlook.now(), minute).plus(MARGIN);
    return pause.compareTo(config.pollInterval()) < 0 ? pause : config.pollInterval();
  }

  @Override
  public String tickName() {
    return "schedules";
  }

  @Override
  public int tick() {
    return fireAll();
  }
}
