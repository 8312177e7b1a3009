package io.orchagent.platform.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses are public. In IPv4 what is special is listed, in IPv6 what is public. The ranges
 * that IPv4 keeps for documentation are nobody's, and are left out: closed networks use them in
 * place of public ones.
 */
final class AddressRules {

  private static final List<Range> SPECIAL_4 =
      List.of(
          Range.of("0.0.0.0/8", "unspecified"),
          Range.of("10.0.0.0/8", "private"),
          Range.of("100.64.0.0/10", "shared by carriers"),
          Range.of("127.0.0.0/8", "loopback"),
          Range.of("168.63.129.16/32", "metadata"),
          Range.of("169.254.0.0/16", "link-local or metadata"),
          Range.of("172.16.0.0/12", "private"),
          Range.of("192.0.0.0/24", "special-purpose"),
          Range.of("192.88.99.0/24", "6to4"),
          Range.of("192.168.0.0/16", "private"),
          Range.of("198.18.0.0/15", "for benchmarks"),
          Range.of("224.0.0.0/4", "multicast"),
          Range.of("240.0.0.0/4", "reserved"));

  private static final Range TRANSLATED_4 = Range.of("64:ff9b::/96", "NAT64");

  private static final List<Range> SPECIAL_6 =
      List.of(
          Range.of("::/128", "unspecified"),
          Range.of("::1/128", "loopback"),
          Range.of("::/96", "IPv4-compatible"),
          Range.of("::ffff:0:0:0/96", "IPv4-translated"),
          Range.of("64:ff9b:1::/48", "NAT64 of a private network"),
          Range.of("100::/64", "discarded"),
          Range.of("2001::/32", "Teredo"),
          Range.of("2001::/23", "special-purpose"),
          Range.of("2001:db8::/32", "for documentation"),
          Range.of("2002::/16", "6to4"),
          Range.of("3fff::/20", "for documentation"),
          Range.of("fc00::/7", "private"),
          Range.of("fe80::/10", "link-local"),
          Range.of("fec0::/10", "site-local"),
          Range.of("ff00::/8", "multicast"));

  private static final Range PUBLIC_6 = Range.of("2000::/3", "public");

  private AddressRules() {}

  /** What is special about an address; empty when it is a public one. */
  static Optional<String> special(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return first(SPECIAL_4, bytes);
    }
    if (TRANSLATED_4.holds(bytes)) {
      byte[] inner = java.util.Arrays.copyOfRange(bytes, 12, 16);
      return first(SPECIAL_4, inner).map(kind -> "NAT64 of a " + kind + " one");
    }
    return first(SPECIAL_6, bytes)
        .or(() -> PUBLIC_6.holds(bytes) ? Optional.empty() : Optional.of("not public"));
  }

  private static Optional<String> first(List<Range> ranges, byte[] address) {
    return ranges.stream().filter(range -> range.holds(address)).map(Range::kind).findFirst();
  }

  /** Addresses that begin alike. */
  private record Range(byte[] start, int bits, String kind) {

    private static Range of(String text, String kind) {
      String[] parts = text.split("/");
      try {
        return new Range(
            InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]), kind);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(text, e);
      }
    }

    private boolean holds(byte[] address) {
      if (address.length != start.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (start[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
