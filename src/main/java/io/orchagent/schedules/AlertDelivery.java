package io.orchagent.schedules;

import io.orchagent.platform.outbound.SignedPosts;
import io.orchagent.schedules.AlertQueries.Alert;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Sends alerts, signed, each until somebody takes it with a 2xx or an hour has passed. It may
 * arrive twice: {@code X-Orchagent-Delivery} is the same both times.
 */
@Singleton
class AlertDelivery {
  private static final Logger LOG = Logger.getLogger(AlertDelivery.class);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final Duration GIVEN_UP = Duration.ofHours(1);
  private static final int AT_ONCE = 16;

  private final AlertQueries queries;
  private final AlertSecrets secrets;
  private final ScheduleEvents events;
  private final SignedPosts posts;

  AlertDelivery(
      AlertQueries queries, AlertSecrets secrets, ScheduleEvents events, SignedPosts posts) {
    this.queries = queries;
    this.secrets = secrets;
    this.events = events;
    this.posts = posts;
  }

  /** Sends what is due, some at one time; how many that were. */
  int deliver() {
    List<Alert> due = queries.claim(AT_ONCE, LEASE);
    List<Thread> sending =
        due.stream()
            .map(alert -> Thread.ofVirtual().name("alert").start(() -> send(alert)))
            .toList();
    try {
      for (Thread each : sending) {
        each.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return due.size();
  }

  private void send(Alert alert) {
    try {
      String problem = attempt(alert);
      if (problem.isEmpty()) {
        settle(alert, "as delivery " + alert.id());
      } else if (alert.age().compareTo(GIVEN_UP) >= 0) {
        LOG.infof("the alert %s was given up: %s", alert.id(), problem);
        queries.delete(alert.id());
      } else {
        queries.later(alert.id(), pause(alert.attempts()));
      }
    } catch (RuntimeException e) {
      LOG.warnf("the alert %s is tried again: %s", alert.id(), e.getMessage());
    }
  }

  private static Duration pause(int attempts) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private void settle(Alert alert, String message) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              if (queries.delete(alert.id())) {
                events.add(
                    alert.workspaceId(), alert.scheduleId(), ScheduleEvents.ALERT_SENT, message);
              }
            });
  }

  /** Empty when it arrived, else why it did not. */
  private String attempt(Alert alert) {
    byte[] key = secrets.open(alert.workspaceId(), alert.scheduleId(), alert.sealedSecret());
    return post(alert.id(), alert.url(), alert.body(), key);
  }

  /** Sends one now, as {@link SignedPosts#post} does. */
  String post(UUID delivery, String url, String json, byte[] key) {
    return posts.post(delivery, url, json, key);
  }
}
