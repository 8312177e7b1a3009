package io.orchagent.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
  private static final TrustedProxies PROXIES =
      new TrustedProxies(List.of("10.0.0.0/8", "192.0.2.1", "2001:db8::/33"));

  @ParameterizedTest
  @CsvSource({
    "203.0.113.9, 198.51.100.1, 203.0.113.9",
    "10.1.2.3, 198.51.100.1, 198.51.100.1",
    "10.1.2.3, '198.51.100.1, 203.0.113.5', 203.0.113.5",
    "10.1.2.3, '198.51.100.1, 192.0.2.1', 198.51.100.1",
    "10.1.2.3, '6.6.6.6, 198.51.100.1,10.9.9.9 , 192.0.2.1', 198.51.100.1",
    "10.1.2.3, '10.9.9.9', 10.9.9.9",
    "10.1.2.3, 'unknown', 10.1.2.3",
    "10.1.2.3, '6.6.6.6, example.com', 10.1.2.3",
    "10.1.2.3, '', 10.1.2.3",
    "192.0.2.2, 6.6.6.6, 192.0.2.2",
    "2001:db8:7fff:0:0:0:0:1, 6.6.6.6, 6.6.6.6",
    "2001:db8:8000:0:0:0:0:1, 6.6.6.6, 2001:db8:8000:0:0:0:0:1",
  })
  void only_trusted_proxies_say_who_the_client_is(String peer, String forwarded, String client) {
    assertThat(PROXIES.client(peer, forwarded)).isEqualTo(client);
  }

  @Test
  void without_proxies_the_peer_is_the_client() {
    assertThat(new TrustedProxies(List.of()).client("127.0.0.1", "6.6.6.6")).isEqualTo("127.0.0.1");
    assertThat(PROXIES.client("10.0.0.1", null)).isEqualTo("10.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/x", "10.0.0", "::/129", "/8", ""})
  void what_is_no_network_is_refused(String text) {
    assertThatThrownBy(() -> new TrustedProxies(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("orchagent.trusted-proxies: '" + text + "'");
  }
}
