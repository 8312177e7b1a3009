package io.orchagent.platform.outbound;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The proxy behind the unix sockets of sandboxes: CONNECT, and plain HTTP in absolute form. */
@Singleton
public class EgressProxy {
  private static final Logger LOG = Logger.getLogger(EgressProxy.class);

  private final Crossing crossing;
  private final EgressLimits limits;
  private final EgressMetrics meters;
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("egress-timeouts").factory());

  @Inject
  public EgressProxy(
      HostResolver resolver, OutboundConfig config, OwnServer server, MeterRegistry meters) {
    this(
        resolver,
        HostList.of(config.allowedPrivateHosts().orElse(List.of())),
        server::ports,
        EgressLimits.of(config),
        meters);
    config
        .allowedPrivateHosts()
        .filter(hosts -> !hosts.isEmpty())
        .ifPresent(
            hosts ->
                LOG.warnf(
                    "Agents' code may be let to private addresses of these hosts: %s"
                        + " (orchagent.outbound.allowed-private-hosts)",
                    String.join(", ", hosts)));
  }

  /** The proxy from plain values. */
  public EgressProxy(
      HostResolver resolver,
      HostList privateHosts,
      Supplier<Set<Integer>> ownPorts,
      EgressLimits limits,
      MeterRegistry meters) {
    this.crossing = new Crossing(resolver, privateHosts, ownPorts);
    this.limits = limits;
    this.meters = new EgressMetrics(meters);
    // A timeout that did not come about would keep its connection for as long
    clock.setRemoveOnCancelPolicy(true);
  }

  /**
   * Listens at a path that does not exist yet, for one run. Closing it ends all connections.
   *
   * @throws IOException when the socket can't be made
   */
  public EgressListener listen(Path socket, EgressPolicy policy) throws IOException {
    return EgressListener.open(socket, new EgressRun(policy, limits, crossing, clock, meters));
  }

  @PreDestroy
  void close() {
    clock.shutdownNow();
  }
}
