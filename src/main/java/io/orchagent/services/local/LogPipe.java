package io.orchagent.services.local;

import io.orchagent.platform.redaction.SecretLooking;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.platform.redaction.StreamMask;
import io.orchagent.sandbox.resident.ResidentOutput;
import io.orchagent.services.runtime.LineSeverity;
import io.orchagent.services.runtime.LogLine;
import io.orchagent.services.runtime.LogLine.Severity;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * From what a program writes to masked lines, a few at a time. Who writes faster than can be read
 * at a small cost waits; of what is read, only so many lines a second are kept.
 */
final class LogPipe implements ResidentOutput {
  private static final Logger LOG = Logger.getLogger(LogPipe.class);
  private static final long BATCH_MILLIS = 100;
  private static final int MOST_CHARS = 512 * 1024;
  private static final long BYTES_A_SECOND = 2L * 1024 * 1024;
  private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final String DROPPED =
      "%d lines were dropped here: the service writes more log than is kept";

  private final Consumer<List<LogLine>> sink;
  private final Clock clock;
  private final StreamMask mask;
  private final LineSplitter splitter;
  private final double perNano;
  private final int burst;
  private final Thread giver;

  // Of the reader alone
  private long readUntil = System.nanoTime();
  private double allowed;
  private long counted = System.nanoTime();

  // Under the lock of this
  private List<LogLine> lines = new ArrayList<>();
  private int chars;
  private long dropped;
  private long told = System.nanoTime();
  private String last = "";
  private boolean closed;

  /**
   * @param mask hides the secrets that the program was given
   * @param sink takes lines in their order; may block and fail
   */
  LogPipe(LocalConfig config, SecretMask mask, Clock clock, Consumer<List<LogLine>> sink) {
    this.sink = sink;
    this.clock = clock;
    this.burst = config.logBurst();
    this.allowed = burst;
    this.perNano = (double) config.logLines() / TimeUnit.SECONDS.toNanos(1);
    this.splitter =
        new LineSplitter(
            config.logLine(),
            new LineSplitter.Lines() {
              @Override
              public boolean wanted() {
                return isWanted();
              }

              @Override
              public void line(String text) {
                take(text);
              }
            });
    this.mask = new StreamMask(mask, splitter);
    this.giver = Thread.ofVirtual().name("service-log").start(this::giveOn);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    pace(length);
    mask.write(bytes, offset, length);
  }

  private void pace(int length) {
    long now = System.nanoTime();
    readUntil = Math.max(readUntil, now - AHEAD_NANOS);
    readUntil += length * TimeUnit.SECONDS.toNanos(1) / BYTES_A_SECOND;
    if (readUntil > now) {
      LockSupport.parkNanos(readUntil - now);
    }
  }

  private boolean isWanted() {
    long now = System.nanoTime();
    allowed = Math.min(burst, allowed + (now - counted) * perNano);
    counted = now;
    if (allowed < 1) {
      drop();
      return false;
    }
    allowed--;
    return true;
  }

  private synchronized void drop() {
    dropped++;
  }

  private void take(String text) {
    String shown = SecretLooking.masked(text.replace('\0', ' '));
    LogLine line = new LogLine(clock.instant(), LineSeverity.of(shown), shown);
    synchronized (this) {
      if (!shown.isBlank()) {
        last = shown;
      }
      if (chars + shown.length() > MOST_CHARS) {
        dropped++;
        return;
      }
      tellDropped();
      lines.add(line);
      chars += shown.length();
      notifyAll();
    }
  }

  /** In the place of those that are missing. */
  private synchronized void tellDropped() {
    long now = System.nanoTime();
    if (dropped > 0 && (closed || now - told > TELL_NANOS)) {
      lines.add(new LogLine(clock.instant(), Severity.WARNING, DROPPED.formatted(dropped)));
      dropped = 0;
      told = now;
    }
  }

  private void giveOn() {
    try {
      while (true) {
        List<LogLine> batch = next();
        if (batch.isEmpty()) {
          return;
        }
        try {
          sink.accept(batch);
        } catch (RuntimeException e) {
          // They are lost, and the program goes on
          LOG.warnf("%d lines of a service's log could not be kept: %s", batch.size(), e);
        }
        Thread.sleep(BATCH_MILLIS);
      }
    } catch (InterruptedException e) {
      LOG.debug("Nobody waits for the log of a service any more", e);
    }
  }

  private synchronized List<LogLine> next() throws InterruptedException {
    while (lines.isEmpty() && !closed) {
      wait(TimeUnit.NANOSECONDS.toMillis(TELL_NANOS));
      tellDropped();
    }
    tellDropped();
    List<LogLine> batch = lines;
    lines = new ArrayList<>();
    chars = 0;
    return batch;
  }

  /** The program has ended: gives on what is left, and waits until that is done. */
  void end() {
    mask.end();
    splitter.end();
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      giver.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    giver.interrupt();
  }

  /** The last line that says something, masked; empty when there was none. */
  synchronized String lastLine() {
    return last;
  }
}
