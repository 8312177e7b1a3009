package io.orchagent.platform.outbound;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Sends what waits in rows: some at one time, each again after pauses that grow, until it has
 * arrived or an hour is over.
 *
 * @param <T> what waits
 */
public final class Redelivery<T> {
  private static final Logger LOG = Logger.getLogger(Redelivery.class);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final Duration GIVEN_UP = Duration.ofHours(1);
  private static final int AT_ONCE = 16;
  private static final int DOUBLINGS = 10;

  private final Outbox<T> outbox;

  public Redelivery(Outbox<T> outbox) {
    this.outbox = outbox;
  }

  /**
   * How far one is.
   *
   * @param attempts how often it was tried, this time included
   * @param age since it was to be sent first
   */
  public record Progress(UUID id, int attempts, Duration age) {}

  /** The rows. */
  public interface Outbox<T> {
    /** Takes due ones for as long as sending may take; a server that dies loses them by that. */
    List<T> claim(int most, Duration lease);

    Progress progress(T one);

    /** Sends one: empty when it arrived, else why it did not. */
    String send(T one);

    void arrived(T one);

    void later(T one, Duration pause);

    void giveUp(T one);
  }

  /** Sends all that are due. */
  public void deliverAll() {
    while (deliver() > 0) {
      // What was not taken is due later
    }
  }

  /** Sends some that are due; how many that were. */
  public int deliver() {
    List<T> due = outbox.claim(AT_ONCE, LEASE);
    List<Thread> sending =
        due.stream().map(one -> Thread.ofVirtual().name("alert").start(() -> settle(one))).toList();
    try {
      for (Thread each : sending) {
        each.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return due.size();
  }

  private void settle(T one) {
    Progress progress = outbox.progress(one);
    try {
      String problem = outbox.send(one);
      if (problem.isEmpty()) {
        outbox.arrived(one);
      } else if (progress.age().compareTo(GIVEN_UP) >= 0) {
        LOG.infof("the alert %s was given up: %s", progress.id(), problem);
        outbox.giveUp(one);
      } else {
        outbox.later(one, pause(progress.attempts()));
      }
    } catch (RuntimeException e) {
      LOG.warnf("the alert %s is tried again: %s", progress.id(), e.getMessage());
    }
  }

  private static Duration pause(int attempts) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
