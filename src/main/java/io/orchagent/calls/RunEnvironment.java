package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.platform.http.PublicUrl;
import io.orchagent.platform.outbound.EgressPolicy;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.sandbox.egress.EgressPolicies;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables that an agent's code finds about its own run. */
@Singleton
class RunEnvironment {
  private final PublicUrl gateway;
  private final EgressPolicies policies;

  RunEnvironment(PublicUrl gateway, EgressPolicies policies) {
    this.gateway = gateway;
    this.policies = policies;
  }

  /** What a run may reach; null where its version does not need the network. */
  @Nullable EgressPolicy egress(RunStart run, SecretMask mask) {
    Release release = run.release();
    return needsNetwork(release) ? policies.forRun(run.id(), release.allowedHosts(), mask) : null;
  }

  private static boolean needsNetwork(Release release) {
    return release.network();
  }

  /**
   * Its own variables win over secrets of the same name.
   *
   * @param secrets values by name
   */
  Map<String, String> of(RunStart run, Map<String, String> secrets) {
    Map<String, String> environment = new HashMap<>(secrets);
    environment.putAll(own(run));
    return environment;
  }

  private Map<String, String> own(RunStart run) {
    Release release = run.release();
    return Map.of(
        "ORCHAGENT_GATEWAY_URL", needsNetwork(release) ? policies.gatewayUrl() : gateway.value(),
        "ORCHAGENT_RUN_ID", run.id().toString(),
        "ORCHAGENT_ROOT_RUN_ID", run.id().toString(),
        "ORCHAGENT_REQUEST_ID", run.requestId(),
        "ORCHAGENT_AGENT", release.org() + "/" + release.name() + "@" + release.versionName(),
        "ORCHAGENT_ENDPOINT", run.endpoint(),
        "ORCHAGENT_DEADLINE_MS", Long.toString(run.deadline().toEpochMilli()));
  }
}
