package io.orchagent.platform.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Does the same again and again on a virtual thread: after each pause, and whenever woken. */
public final class Loop implements AutoCloseable {
  /** Of an observer of the start: loops begin when everything is there. */
  public static final int AFTER_ALL_ELSE = 10_000;

  private static final Logger LOG = Logger.getLogger(Loop.class);

  private final String name;
  private final Duration pause;
  private final Runnable body;
  private final Semaphore calls = new Semaphore(0);
  private volatile boolean closed;
  private boolean failing;

  private Loop(String name, Duration pause, Runnable body) {
    this.name = name;
    this.pause = pause;
    this.body = body;
  }

  public static Loop start(String name, Duration pause, Runnable body) {
    Loop loop = new Loop(name, pause, body);
    Thread.ofVirtual().name(name).start(loop::run);
    return loop;
  }

  /** At once, or right after the round under way. */
  public void wake() {
    calls.release();
  }

  private void run() {
    while (!closed) {
      round();
      try {
        if (calls.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          calls.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** A round that fails is a round that is tried again; the first failure of a row is told. */
  private void round() {
    try {
      body.run();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing && !closed) {
        LOG.warnf("%s failed and is tried again: %s", name, e.getMessage());
      }
      failing = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }
}
