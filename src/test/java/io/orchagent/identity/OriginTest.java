package io.orchagent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginTest {
  @Test
  void an_address_is_its_own_origin_and_a_network_of_64_bits_is_one() {
    assertThat(Origin.of("203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(Origin.of("2001:db8:1:2:3:4:5:6"))
        .isEqualTo(Origin.of("2001:db8:1:2::9"))
        .isNotEqualTo(Origin.of("2001:db8:1:3::9"));
    // an IPv4 address in the clothes of the other kind
    assertThat(Origin.of("::ffff:203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(Origin.of("no address")).isEqualTo("no address");
  }
}
