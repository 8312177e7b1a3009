package io.orchagent.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostListTest {

  @Test
  void a_host_is_allowed_by_its_whole_name_and_on_the_ports_of_the_web() {
    HostList list = HostList.of(List.of("API.Example.com"));
    assertThat(list.allows("api.example.com", 443)).isTrue();
    assertThat(list.allows("api.example.com", 80)).isTrue();
    assertThat(list.allows("api.example.com", 22)).isFalse();
    assertThat(list.allows("example.com", 443)).isFalse();
    assertThat(list.allows("evil-api.example.com", 443)).isFalse();
    assertThat(list.allows("api.example.com.evil.test", 443)).isFalse();
  }

  @Test
  void a_port_that_is_named_is_the_only_one() {
    HostList list = HostList.of(List.of("index.test:8081"));
    assertThat(list.allows("index.test", 8081)).isTrue();
    assertThat(list.allows("index.test", 443)).isFalse();
  }

  @Test
  void a_star_stands_for_what_is_below_a_domain() {
    HostList list = HostList.of(List.of("*.example.com"));
    assertThat(list.allows("a.example.com", 443)).isTrue();
    assertThat(list.allows("a.b.example.com", 443)).isTrue();
    assertThat(list.allows("example.com", 443)).isFalse();
    assertThat(list.allows("evilexample.com", 443)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.com",
        "a b",
        "http://a.test",
        "a.test/path",
        "user@a.test",
        "a.test:0",
        "a.test:99999",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "127.0.0.0x1",
        "010.0.0.1",
        "a..b",
        "é.test"
      })
  void what_is_no_host_is_refused_with_its_name(String entry) {
    assertThat(HostList.isEntry(entry)).isFalse();
    assertThatThrownBy(() -> HostList.of(List.of(entry)))
        .hasMessage("Not a host, host:port or *.domain: '" + entry + "'");
  }
}
