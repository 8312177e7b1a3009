package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.platform.http.PublicUrl;
import jakarta.inject.Singleton;
import java.util.Map;

/** The variables that an agent's code finds about its own run. */
@Singleton
class RunEnvironment {
  private final PublicUrl gateway;

  RunEnvironment(PublicUrl gateway) {
    this.gateway = gateway;
  }

  Map<String, String> of(RunStart run) {
    Release release = run.release();
    return Map.of(
        "ORCHAGENT_GATEWAY_URL", gateway.value(),
        "ORCHAGENT_RUN_ID", run.id().toString(),
        "ORCHAGENT_ROOT_RUN_ID", run.id().toString(),
        "ORCHAGENT_REQUEST_ID", run.requestId(),
        "ORCHAGENT_AGENT", release.org() + "/" + release.name() + "@" + release.versionName(),
        "ORCHAGENT_ENDPOINT", run.endpoint(),
        "ORCHAGENT_DEADLINE_MS", Long.toString(run.deadline().toEpochMilli()));
  }
}
