package io.orchagent.schedules;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** How late schedules fire. */
@Startup
@Singleton
class ScheduleMetrics {
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5)
  };

  private final Timer lateness;

  ScheduleMetrics(MeterRegistry registry) {
    this.lateness =
        Timer.builder("orchagent.schedule.lateness")
            .serviceLevelObjectives(BOUNDS)
            .register(registry);
  }

  /** From the due instant of each queued run to the database's time when it was taken. */
  void fired(List<Duration> late) {
    late.forEach(lateness::record);
  }
}
