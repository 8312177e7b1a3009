package io.orchagent.workspaces;

import jakarta.inject.Singleton;

/** How long the server keeps runs, which is the longest that a workspace may. */
@Singleton
class ServerRetention {
  private final long payloadDays;
  private final long runDays;

  ServerRetention(RunsConfig config) {
    this.payloadDays = config.payloadRetention().toDays();
    this.runDays = config.retention().toDays();
  }

  long days(KeptDays.What what) {
    return switch (what) {
      case PAYLOADS -> payloadDays;
      case RUNS -> runDays;
    };
  }
}
