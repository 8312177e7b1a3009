package io.orchagent.platform.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Does the same again and again on a virtual thread: after each pause, and whenever woken. */
public final class Loop implements AutoCloseable {
  /** Of an observer of the start: loops begin when everything is there. */
  public static final int AFTER_ALL_ELSE = 10_000;

  /** A system property: {@code true} where a process is to do nothing by itself. */
  public static final String OFF = "orchagent.loops.off";

  private static final Logger LOG = Logger.getLogger(Loop.class);

  private final String name;
  private final Duration pause;
  private final Supplier<Duration> body;
  private final Semaphore calls = new Semaphore(0);
  private volatile boolean closed;
  private boolean failing;

  private Loop(String name, Duration pause, Supplier<Duration> body) {
    this.name = name;
    this.pause = pause;
    this.body = body;
  }

  public static Loop start(String name, Duration pause, Runnable body) {
    return startPaced(
        name,
        pause,
        () -> {
          body.run();
          return pause;
        });
  }

  /**
   * The same with a body that says how long the pause after it is.
   *
   * @param pause after a round that failed
   */
  public static Loop startPaced(String name, Duration pause, Supplier<Duration> body) {
    Loop loop = new Loop(name, pause, body);
    if (!Boolean.getBoolean(OFF)) {
      Thread.ofVirtual().name(name).start(loop::run);
    }
    return loop;
  }

  /** At once, or right after the round under way. */
  public void wake() {
    calls.release();
  }

  private void run() {
    while (!closed) {
      Duration next = round();
      try {
        if (calls.tryAcquire(next.toMillis(), TimeUnit.MILLISECONDS)) {
          calls.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** A round that fails is a round that is tried again; the first failure of a row is told. */
  private Duration round() {
    try {
      Duration next = body.get();
      failing = false;
      return next;
    } catch (RuntimeException e) {
      if (!failing && !closed) {
        LOG.warnf("%s failed and is tried again: %s", name, e.getMessage());
      }
      failing = true;
      return pause;
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }
}
