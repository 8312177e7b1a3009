package io.orchagent.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.jboss.logging.MDC;

/** All that is logged while it is open, what we log for debugging included. */
public final class LogCapture extends Handler implements AutoCloseable {
  private final List<String> lines = new ArrayList<>();
  private final List<Map<String, Object>> ids = new ArrayList<>();
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

  /** The ids on lines with this in them. */
  public List<Map<String, Object>> ids(String part) {
    synchronized (lines) {
      return IntStream.range(0, lines.size())
          .filter(i -> lines.get(i).contains(part))
          .mapToObj(ids::get)
          .toList();
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
    // Whoever logs does it on this thread
    Map<String, Object> carried = Map.copyOf(MDC.getMap());
    synchronized (lines) {
      lines.add(text.toString());
      ids.add(carried);
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
