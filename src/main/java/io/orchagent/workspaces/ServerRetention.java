package io.orchagent.workspaces;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How long the server keeps runs, which is the longest that a workspace may. */
@Singleton
class ServerRetention {
  private final long payloadDays;
  private final long runDays;

  ServerRetention(
      @ConfigProperty(name = "orchagent.runs.payload-retention", defaultValue = "30D")
          Duration payloads,
      @ConfigProperty(name = "orchagent.runs.retention", defaultValue = "90D") Duration runs) {
    this.payloadDays = payloads.toDays();
    this.runDays = runs.toDays();
  }

  long days(KeptDays.What what) {
    return switch (what) {
      case PAYLOADS -> payloadDays;
      case RUNS -> runDays;
    };
  }
}
