package io.orchagent.platform.outbound;

import io.orchagent.platform.outbound.Refusal.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Decides where a request may go: by name first, then by each address that the name has. */
final class Crossing {
  private final HostResolver resolver;
  private final HostList privateHosts;
  private final Supplier<Set<Integer>> ownPorts;

  Crossing(HostResolver resolver, HostList privateHosts, Supplier<Set<Integer>> ownPorts) {
    this.resolver = resolver;
    this.privateHosts = privateHosts;
    this.ownPorts = ownPorts;
  }

  /** The addresses to connect to. They are not to be looked up again. */
  List<InetSocketAddress> judged(EgressPolicy policy, RequestHead head, Target target)
      throws Refusal {
    Authority authority = target.authority();
    Gateway gateway = policy.gateway();
    if (gateway != null && gateway.isHost(authority)) {
      if (gateway.is(authority)) {
        return List.of(own(gateway, head, target));
      }
      if (!policy.hosts().allows(authority.host(), authority.port())) {
        throw new Refusal(
            target.tunnel() ? Reason.GATEWAY_TUNNEL : Reason.OWN_SERVER,
            authority,
            "This server is reached at " + gateway.url() + " only.",
            "Use ORCHAGENT_GATEWAY_URL as it is.");
      }
    }
    if (!policy.hosts().allows(authority.host(), authority.port())) {
      throw new Refusal(
          Reason.HOST_NOT_ALLOWED,
          authority,
          "The host " + authority + " is not on the list of what this code may reach.",
          policy.purpose().hint());
    }
    return resolved(authority);
  }

  private static InetSocketAddress own(Gateway gateway, RequestHead head, Target target)
      throws Refusal {
    if (target.tunnel()) {
      throw new Refusal(
          Reason.GATEWAY_TUNNEL,
          target.authority(),
          "This server is not reached through a tunnel, because its paths are looked at.",
          "Send plain HTTP to ORCHAGENT_GATEWAY_URL; it stays on this machine.");
    }
    if (!gateway.serves(head.method(), target.plainPath())) {
      throw new Refusal(
          Reason.GATEWAY_PATH,
          target.authority(),
          "Agents' code may not call this path of the server.",
          "It may call agents (POST /org/agent/version/endpoint), /storage, /tasks and /messages.");
    }
    return gateway
        .server()
        .orElseThrow(
            () ->
                new Refusal(
                    Reason.UNREACHABLE,
                    target.authority(),
                    "This server takes no plain HTTP, which its gateway needs.",
                    "Its operator has to leave quarkus.http.insecure-requests enabled."));
  }

  private List<InetSocketAddress> resolved(Authority authority) throws Refusal {
    List<InetAddress> addresses;
    try {
      addresses = resolver.resolve(authority.lookup());
    } catch (UnknownHostException e) {
      throw new Refusal(
          Reason.UNKNOWN_HOST,
          authority,
          "The host " + authority.host() + " has no address.",
          "Check its spelling.");
    }
    for (InetAddress address : addresses) {
      check(authority, address);
    }
    return addresses.stream()
        .map(address -> new InetSocketAddress(address, authority.port()))
        .toList();
  }

  private void check(Authority authority, InetAddress address) throws Refusal {
    if (ownPorts.get().contains(authority.port()) && OwnServer.isOfThisMachine(address)) {
      throw new Refusal(
          Reason.OWN_SERVER,
          authority,
          "The host " + authority + " is this server itself.",
          "Use ORCHAGENT_GATEWAY_URL.");
    }
    Optional<String> special = AddressRules.special(address);
    if (special.isPresent() && !privateHosts.names(authority.host(), authority.port())) {
      throw new Refusal(
          Reason.PRIVATE_ADDRESS,
          authority,
          "The host "
              + authority.host()
              + " has an address that is not public ("
              + special.get()
              + ").",
          "Use a public host; the operator of this server can list the host in"
              + " orchagent.outbound.allowed-private-hosts.");
    }
  }
}
