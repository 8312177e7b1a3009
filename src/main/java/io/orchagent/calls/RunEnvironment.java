package io.orchagent.calls;

import io.orchagent.agents.BundlePackages;
import io.orchagent.agents.PackageMounts;
import io.orchagent.agents.Release;
import io.orchagent.agents.packages.InstalledPackages.FailedException;
import io.orchagent.calls.engines.EngineUnavailable;
import io.orchagent.platform.http.PublicUrl;
import io.orchagent.platform.outbound.EgressPolicy;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.platform.telemetry.Place;
import io.orchagent.platform.telemetry.Tracing;
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
  private final BundlePackages packages;
  private final ChainSignatures signatures;
  private final Tracing tracing;

  RunEnvironment(
      PublicUrl gateway,
      EgressPolicies policies,
      BundlePackages packages,
      ChainSignatures signatures,
      Tracing tracing) {
    this.gateway = gateway;
    this.policies = policies;
    this.packages = packages;
    this.signatures = signatures;
    this.tracing = tracing;
  }

  /** What a run may reach; null where its version does not need the network. */
  @Nullable EgressPolicy egress(RunStart run, SecretMask mask) {
    Release release = run.release();
    return needsNetwork(release) ? policies.forRun(run.id(), release.allowedHosts(), mask) : null;
  }

  /**
   * What was installed for the version's bundle, installed now where this server has not run it
   * yet; to be closed when the run has ended.
   *
   * @throws EngineUnavailable when that fails; then nothing of the run has run
   */
  PackageMounts mounts(RunStart run) throws InterruptedException {
    try {
      return packages.mounts(run.release());
    } catch (FailedException e) {
      throw new EngineUnavailable(
          "This server can't install what the version needs. " + e.getMessage(), e);
    }
  }

  private static boolean needsNetwork(Release release) {
    return release.network();
  }

  /**
   * Its own variables win over secrets of the same name.
   *
   * @param secrets values by name
   * @param key with which it calls others; null where it calls nobody
   */
  Map<String, String> of(RunStart run, Map<String, String> secrets, RunKeys.@Nullable Issued key) {
    Map<String, String> environment = new HashMap<>(secrets);
    environment.putAll(own(run));
    if (key != null) {
      environment.putAll(calling(run, key));
    }
    if (tracing.sends(run.chain().root())) {
      Place place = Place.ofRun(run.chain().root(), run.id());
      environment.put("TRACEPARENT", place.traceparent());
    }
    return environment;
  }

  /** What a run is told that may call others. */
  private Map<String, String> calling(RunStart run, RunKeys.Issued key) {
    RunChain chain = run.chain();
    String billing = run.workspaceId().toString();
    return Map.of(
        "ORCHAGENT_SERVICE_KEY",
        key.secret(),
        "ORCHAGENT_CALL_CHAIN",
        chain.text(),
        "ORCHAGENT_CALL_CHAIN_SIG",
        signatures.sign(run.id(), CallRules.CHAIN, chain.text()),
        "ORCHAGENT_BILLING_ORG_ID",
        billing,
        "ORCHAGENT_BILLING_ORG_SIG",
        signatures.sign(run.id(), CallRules.BILLING, billing),
        "ORCHAGENT_MAX_HOPS",
        Integer.toString(chain.hops()),
        "ORCHAGENT_DOWNSTREAM_REMAINING",
        Integer.toString(key.downstream()));
  }

  private Map<String, String> own(RunStart run) {
    Release release = run.release();
    return Map.of(
        "ORCHAGENT_GATEWAY_URL", needsNetwork(release) ? policies.gatewayUrl() : gateway.value(),
        "ORCHAGENT_RUN_ID", run.id().toString(),
        "ORCHAGENT_ROOT_RUN_ID", run.chain().root().toString(),
        "ORCHAGENT_REQUEST_ID", run.requestId(),
        "ORCHAGENT_AGENT", release.reference(),
        "ORCHAGENT_ENDPOINT", run.endpoint(),
        "ORCHAGENT_DEADLINE_MS", Long.toString(run.deadline().toEpochMilli()));
  }
}
