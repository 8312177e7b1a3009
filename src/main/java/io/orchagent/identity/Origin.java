package io.orchagent.identity;

import io.orchagent.platform.http.ClientAddress;
import jakarta.inject.Singleton;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/**
 * Whom attempts are counted for: an IPv4 address, and of IPv6 the network of 64 bits, since whoever
 * has one address there has all of them.
 */
@Singleton
class Origin {
  private final ClientAddress address;

  Origin(ClientAddress address) {
    this.address = address;
  }

  /** Of the request under way. */
  String find() {
    return address.find().map(Origin::of).orElse("unknown");
  }

  static String of(String client) {
    try {
      InetAddress address = InetAddress.ofLiteral(client);
      return address instanceof Inet6Address
          ? HexFormat.of().formatHex(address.getAddress(), 0, 8) + "/64"
          : address.getHostAddress();
    } catch (IllegalArgumentException e) {
      return client;
    }
  }
}
