package io.orchagent.platform.telemetry;

import java.util.Map;
import org.jboss.logging.MDC;

/** The ids that each line of the log carries. */
public final class LogIds {
  private LogIds() {}

  /** For another thread: its lines carry what those of this one carry now. */
  public static Runnable carried(Runnable work) {
    Map<String, Object> ids = Map.copyOf(MDC.getMap());
    return () -> {
      ids.forEach(MDC::put);
      try {
        work.run();
      } finally {
        ids.keySet().forEach(MDC::remove);
      }
    };
  }
}
