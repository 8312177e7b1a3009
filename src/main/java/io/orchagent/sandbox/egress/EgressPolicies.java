package io.orchagent.sandbox.egress;

import io.orchagent.platform.http.PublicUrl;
import io.orchagent.platform.outbound.EgressPolicy;
import io.orchagent.platform.outbound.EgressPolicy.Purpose;
import io.orchagent.platform.outbound.Gateway;
import io.orchagent.platform.outbound.HostList;
import io.orchagent.platform.outbound.OutboundConfig;
import io.orchagent.platform.outbound.OwnServer;
import io.orchagent.platform.redaction.SecretMask;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** What runs may reach, from the configuration and from what an administrator added. */
@Singleton
public class EgressPolicies {
  private final HostList everywhere;
  private final Gateway gateway;

  EgressPolicies(OutboundConfig config, PublicUrl publicUrl, OwnServer server) {
    this.everywhere = HostList.of(config.allowedHosts().orElse(List.of()));
    this.gateway = Gateway.of(publicUrl.value(), server::address, GatewayRoutes::allow);
  }

  /**
   * For a run of an agent's code.
   *
   * @param more hosts that an administrator allowed this agent
   * @param mask hides the values of its secrets in the log
   */
  public EgressPolicy forRun(UUID runId, List<String> more, SecretMask mask) {
    HostList hosts = more.isEmpty() ? everywhere : everywhere.plus(HostList.of(more));
    return new EgressPolicy(runId, hosts, gateway, Purpose.RUN, mask);
  }

  /** For an installation, which reaches the package index and nothing else. */
  public EgressPolicy forInstall(UUID installId, HostList index) {
    return new EgressPolicy(installId, index, null, Purpose.INSTALL);
  }

  /** Where code with a way out finds this server: in plain HTTP, through the proxy. */
  public String gatewayUrl() {
    return gateway.url();
  }
}
