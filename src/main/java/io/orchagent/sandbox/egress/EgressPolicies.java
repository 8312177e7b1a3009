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
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What runs may reach, from the configuration and from what an administrator added. */
@Singleton
public class EgressPolicies {
  private static final String ANY_PORT = ":0";

  private final HostList everywhere;
  private final String publicUrl;
  private final OwnServer server;
  private volatile @Nullable Gateway gateway;

  EgressPolicies(OutboundConfig config, PublicUrl publicUrl, OwnServer server) {
    this.everywhere = HostList.of(config.allowedHosts().orElse(List.of()));
    this.publicUrl = publicUrl.value();
    this.server = server;
    if (!this.publicUrl.endsWith(ANY_PORT)) {
      // What is wrong with it is said at the start
      this.gateway = gateway(this.publicUrl);
    }
  }

  private Gateway gateway(String url) {
    return Gateway.of(url, server::address, GatewayRoutes::allow);
  }

  /** Which port the server got when any was asked for is known once it listens. */
  private Gateway gateway() {
    Gateway known = gateway;
    if (known == null) {
      int port = server.address().map(InetSocketAddress::getPort).orElse(0);
      known = gateway(publicUrl.substring(0, publicUrl.length() - 1) + port);
      gateway = known;
    }
    return known;
  }

  /**
   * For a run of an agent's code.
   *
   * @param more hosts that an administrator allowed this agent
   * @param mask hides the values of its secrets in the log
   */
  public EgressPolicy forRun(UUID runId, List<String> more, SecretMask mask) {
    return policy(runId, more, Purpose.RUN, mask);
  }

  /** The same for an instance of a service, which has no end. */
  public EgressPolicy forService(UUID instance, List<String> more, SecretMask mask) {
    return policy(instance, more, Purpose.SERVICE, mask);
  }

  private EgressPolicy policy(UUID id, List<String> more, Purpose purpose, SecretMask mask) {
    HostList hosts = more.isEmpty() ? everywhere : everywhere.plus(HostList.of(more));
    return new EgressPolicy(id, hosts, gateway(), purpose, mask, null);
  }

  /** Where code with a way out finds this server: in plain HTTP, through the proxy. */
  public String gatewayUrl() {
    return gateway().url();
  }
}
