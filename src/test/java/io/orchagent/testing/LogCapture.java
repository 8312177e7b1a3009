package io.orchagent.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** All that is logged while it is open, what we log for debugging included. */
public final class LogCapture extends Handler implements AutoCloseable {
  private final List<String> lines = new ArrayList<>();
  private final Logger root = Logger.getLogger("");
  private final Logger ours = Logger.getLogger("io.orchagent");
  private final Level before = ours.getLevel();

  private LogCapture() {}

  public static LogCapture start() {
    LogCapture capture = new LogCapture();
    capture.root.addHandler(capture);
    capture.ours.setLevel(Level.FINE);
    return capture;
  }

  public List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  @Override
  public void publish(LogRecord line) {
    StringBuilder text = new StringBuilder(String.valueOf(line.getMessage()));
    for (Object value : line.getParameters() == null ? new Object[0] : line.getParameters()) {
      text.append(' ').append(value);
    }
    for (Throwable cause = line.getThrown(); cause != null; cause = cause.getCause()) {
      text.append(' ').append(cause);
    }
    synchronized (lines) {
      lines.add(text.toString());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    root.removeHandler(this);
    ours.setLevel(before);
  }
}
