package io.orchagent.services.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a runtime asks, and what it tells. Any method may fail: then the database is away. */
public interface ServiceSupervision {
  /**
   * Asked just before an instance starts.
   *
   * @return empty where it is not wanted any more: the service is gone, paused, owned by another
   *     server, or of another generation
   */
  Optional<InstanceLaunch> launching(UUID serviceId, long generation, String instance);

  /** An instance was started, or its state is another one now. */
  void changed(UUID serviceId, InstanceStatus status);

  /**
   * An instance ended. Also told of those that were asked to end ({@link InstanceExit#wanted}).
   *
   * @return after what pause another one is to be started; empty for none
   */
  Optional<Duration> ended(InstanceExit exit);

  /**
   * Lines that an instance wrote: whole, masked, in their order. What comes faster than it can be
   * kept is dropped by the runtime, with a line in its place that says how many there were.
   */
  void logged(UUID serviceId, String instance, List<LogLine> lines);
}
