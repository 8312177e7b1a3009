package io.orchagent.sandbox;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orchagent.platform.outbound.EgressLimits;
import io.orchagent.platform.outbound.EgressPolicy;
import io.orchagent.platform.outbound.EgressPolicy.Purpose;
import io.orchagent.platform.outbound.EgressProxy;
import io.orchagent.platform.outbound.Gateway;
import io.orchagent.platform.outbound.HostList;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A proxy whose names mean what a test says. */
final class TestingEgress {

  /** The host whose loopback address the proxy lets pass. */
  static final String FRIEND = "friend.test";

  private static final Map<String, String> NAMES = new ConcurrentHashMap<>();
  private static final Set<Integer> OWN = ConcurrentHashMap.newKeySet();
  private static final EgressLimits LIMITS =
      new EgressLimits(
          8,
          4 * 1024 * 1024,
          8 * 1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60));
  private static final EgressProxy PROXY =
      new EgressProxy(
          TestingEgress::resolve,
          HostList.of(List.of(FRIEND)),
          () -> Set.copyOf(OWN),
          LIMITS,
          new SimpleMeterRegistry());

  private TestingEgress() {}

  static EgressProxy proxy() {
    return PROXY;
  }

  /** What a name means from now on. */
  static void name(String host, String address) {
    NAMES.put(host, address);
  }

  /** A port of the server itself. */
  static void own(int port) {
    OWN.add(port);
  }

  private static List<InetAddress> resolve(String host) throws UnknownHostException {
    String address = NAMES.get(host);
    if (address == null) {
      throw new UnknownHostException(host);
    }
    return List.of(InetAddress.getByName(address));
  }

  static EgressPolicy allowing(String... hosts) {
    return new EgressPolicy(UUID.randomUUID(), HostList.of(List.of(hosts)), null, Purpose.RUN);
  }

  /** With a gateway at {@code gateway.test} that serves the path {@code /acme/tool/v1/run}. */
  static EgressPolicy withGateway(int port) {
    return new EgressPolicy(
        UUID.randomUUID(),
        HostList.none(),
        Gateway.of(
            "http://gateway.test",
            () -> Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
            (method, path) -> method.equals("POST") && path.equals("/acme/tool/v1/run")),
        Purpose.RUN);
  }
}
