package io.orchagent.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, unspecified",
    "0.1.2.3, unspecified",
    "10.0.0.1, private",
    "100.64.0.1, shared by carriers",
    "100.100.100.200, shared by carriers",
    "127.0.0.1, loopback",
    "127.255.255.254, loopback",
    "168.63.129.16, metadata",
    "169.254.169.254, link-local or metadata",
    "172.16.0.1, private",
    "172.31.255.255, private",
    "192.0.0.192, special-purpose",
    "192.88.99.1, 6to4",
    "192.168.1.1, private",
    "198.18.0.1, for benchmarks",
    "198.19.255.255, for benchmarks",
    "224.0.0.1, multicast",
    "239.255.255.255, multicast",
    "240.0.0.1, reserved",
    "255.255.255.255, reserved",
    "::, unspecified",
    "::1, loopback",
    "::ffff:127.0.0.1, loopback",
    "::ffff:169.254.169.254, link-local or metadata",
    "::127.0.0.1, IPv4-compatible",
    "::ffff:0:127.0.0.1, IPv4-translated",
    "64:ff9b::7f00:1, NAT64 of a loopback one",
    "64:ff9b::a9fe:a9fe, NAT64 of a link-local or metadata one",
    "64:ff9b:1::1, NAT64 of a private network",
    "100::1, discarded",
    "2001::1, Teredo",
    "2001:10::1, special-purpose",
    "2001:db8::1, for documentation",
    "2002:7f00:1::, 6to4",
    "3fff::1, for documentation",
    "fc00::1, private",
    "fd00:ec2::254, private",
    "fe80::1, link-local",
    "fec0::1, site-local",
    "ff02::1, multicast",
    "4000::1, not public"
  })
  void what_is_not_public_is_told(String address, String kind) throws Exception {
    assertThat(AddressRules.special(InetAddress.getByName(address))).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1",
        "2a00::1",
        "64:ff9b::101:101"
      })
  void what_is_public_passes(String address) throws Exception {
    assertThat(AddressRules.special(InetAddress.getByName(address))).isEmpty();
  }
}
