package io.orchagent.testing;

import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls one after the other, in several places at once, until it is closed. */
public final class SteadyLoad implements AutoCloseable {
  private static final int PAUSE_MILLIS = 300;
  private static final int PLACES = 8;

  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(PLACES);
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private final Set<String> queued = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> statuses = new ConcurrentSkipListMap<>();
  private final List<String> unexpected = new CopyOnWriteArrayList<>();

  /** Does it again and again, at a place of its own. */
  public void repeat(String name, Callable<Response> call) {
    var unused =
        clock.scheduleWithFixedDelay(
            () -> once(name, call), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void once(String name, Callable<Response> call) {
    try {
      Response answer = call.call();
      int status = answer.statusCode();
      statuses.merge(name + " " + status, 1, Integer::sum);
      String run = answer.header("X-Run-Id");
      switch (status) {
        case 200 -> answered.add(run);
        case 202 -> queued.add(answer.path("data.run_id"));
        case 503 -> {
          if (answer.header("Retry-After") == null) {
            unexpected.add(name + ": " + answer.asString());
          }
        }
        default -> unexpected.add(name + ": " + answer.asString());
      }
    } catch (Exception e) {
      // Its server is gone, or went away in the middle
      statuses.merge(name + " gone", 1, Integer::sum);
    }
  }

  /** Runs that were answered with success. */
  public String[] answered() {
    return answered.toArray(String[]::new);
  }

  /** Runs that were accepted for later. */
  public String[] queued() {
    return queued.toArray(String[]::new);
  }

  /** How often it was answered what. */
  public Map<String, Integer> statuses() {
    return statuses;
  }

  /** Answers other than success and "not now", whole. */
  public List<String> unexpected() {
    return unexpected;
  }

  @Override
  public void close() throws InterruptedException {
    clock.shutdown();
    if (!clock.awaitTermination(2, TimeUnit.MINUTES)) {
      throw new AssertionError("a call hangs");
    }
  }
}
